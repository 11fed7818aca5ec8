import { type ChoiceList, choicesOf } from './choices.ts';
import { describe } from './describe.ts';
import type { DrawingName } from './drawings/index.ts';
import { colourFamily, type Finish, finishesFor } from './finishes.ts';
import { materials } from './materials.ts';
import { type Dice, dice as diceOf } from './random.ts';
import { type VariantBody, variantsOf } from './variants.ts';
import type { Kind, Line, SellerVocabulary } from './vocabulary.ts';
import { fill, slug, titleCase } from './words.ts';

/** What `POST /api/products` takes. */
export interface ProductBody {
  handle: string;
  title: string;
  descriptionHtml: string;
  status: 'draft' | 'active' | 'archived';
  category: string;
  tags: string[];
  attributes: Record<string, string>;
  images: { src: string; alt: string }[];
  options: { name: string; values: string[] }[];
  variants: VariantBody[];
}

/** What has to be drawn for a product: one picture for every finish. */
export interface Picture {
  /** A path under the media folder, such as `products/birk-bench-oak.svg`. */
  file: string;
  drawing: DrawingName;
  /** Pictures of one family share their shapes and differ in their colours. */
  family: string;
  outdoors: boolean;
  finish: Finish;
}

export interface DemoProduct {
  body: ProductBody;
  pictures: Picture[];
}

/** More combinations than this are tiresome to choose from. */
const mostVariants = 12;

function titleOf(seller: SellerVocabulary, line: Line, kind: Kind, finishes: readonly Finish[]): string {
  const names = new Set(finishes.map(({ material }) => materials[material].name));
  const material = names.size === 1 ? titleCase([...names].join('')) : undefined;
  const titles = seller.titles.map((template) => fill(template, { line: line.name, kind: kind.name, material }));
  return titles.find((title) => title !== undefined) ?? `${line.name} ${kind.name}`;
}

function statusOf(dice: Dice): ProductBody['status'] {
  const at = dice.roll();
  return at < 0.012 ? 'draft' : at < 0.02 ? 'archived' : 'active';
}

function attributesOf(seller: SellerVocabulary, line: Line, kind: Kind, finish: Finish): Record<string, string> {
  const [width, depth, height] = kind.sizes[0] ?? [1, 1, 1];
  return {
    material: materials[finish.material].name,
    colour: colourFamily(finish.tone),
    room: kind.room,
    style: line.style,
    collection: line.name,
    width_cm: String(width),
    depth_cm: String(depth),
    height_cm: String(height),
    origin: seller.provenance?.origin ?? seller.country,
  };
}

/**
 * Makes one product out of a seller's line and kind, always the same one.
 *
 * @param seller who offers it
 * @param line the design
 * @param kind what it is; the line must make it
 * @param number its place in the seller's range, for article numbers
 * @returns what to send and what to draw
 * @throws RangeError when the line does not make the kind
 */
export function makeProduct(seller: SellerVocabulary, line: Line, kind: Kind, number: number): DemoProduct {
  const dice = diceOf(`${seller.slug}/${line.name}/${kind.name}`);
  const lists = choicesOf(kind);
  const room = lists.reduce((left, { choices }) => left / choices.length, mostVariants);
  const finishes = finishesFor(line, kind, Math.max(1, Math.floor(room)), dice);
  const [finish] = finishes;
  if (!finish) throw new RangeError(`${line.name} is not made as ${kind.name}`);

  const title = titleOf(seller, line, kind, finishes);
  const handle = slug(title);
  const pictures = finishes.map((shown) => ({
    file: finishes.length > 1 ? `products/${handle}-${slug(shown.label)}.svg` : `products/${handle}.svg`,
    drawing: kind.drawing,
    family: `${seller.slug}/${line.name}/${kind.name}`,
    outdoors: kind.category.startsWith('Outdoor'),
    finish: shown,
  }));
  const looks = pictures.map(({ file, finish: { label, material } }) => ({
    label,
    factor: materials[material].price,
    image: `/media/${file}`,
  }));
  const look: ChoiceList = { name: finish.colour ? 'Colour' : seller.finish, choices: looks };
  const options = looks.length > 1 ? [...lists, look] : lists;
  const only = looks[0] ?? { label: finish.label, factor: 1 };
  const body: ProductBody = {
    handle,
    title,
    descriptionHtml: describe(seller, line, kind, finishes, dice),
    status: statusOf(dice),
    category: kind.category,
    tags: [...new Set([...kind.tags, line.style.toLowerCase(), materials[finish.material].name])],
    attributes: attributesOf(seller, line, kind, finish),
    images: pictures.map(({ file, finish: { label } }) => ({
      src: `/media/${file}`,
      alt: `${title}, ${label.toLowerCase()}`,
    })),
    options: options.map(({ name, choices }) => ({ name, values: choices.map(({ label }) => label) })),
    variants: variantsOf(seller, line, kind, options, only, number, dice),
  };
  return { body, pictures };
}
