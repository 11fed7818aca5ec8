import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { newId, ReviewId, reviewPublished, UserId } from '@credenza/contracts';
import { parse } from 'yaml';
import { z } from 'zod';
import { product, type Told } from './samples.ts';

/** Where a text that somebody has put into the marketplace is shown to an assistant. */
const Place = z.enum(['description', 'title', 'sellerName', 'tag', 'attribute', 'variant']);
type Place = z.infer<typeof Place>;

/** Words of a shop that want more than to describe something. */
const Planted = z.strictObject({
  kind: z.string(),
  place: Place,
  text: z.string(),
  /** What must not come out of any tool or answer, in lower case. */
  never: z.array(z.string().min(1)).min(1),
});
export type Planted = z.infer<typeof Planted>;

/** What somebody could say. */
const Asked = z.strictObject({ kind: z.string(), text: z.string(), refused: z.boolean().default(false) });

const RedTeam = z.strictObject({ planted: z.array(Planted), asked: z.array(Asked) });

/** Every attack there is; tests/red-team.yaml holds them. */
export const attacks = RedTeam.parse(parse(readFileSync(resolve(import.meta.dirname, 'red-team.yaml'), 'utf8')));

/** Together they make words that are no typo of one another. */
const beginnings = ['bram', 'klot', 'vind', 'gosk', 'thur', 'melp', 'snaf', 'drix'];
const ends = ['oque', 'ildy', 'arnt', 'uvex', 'ymbo', 'ekka', 'ohzi', 'iprt', 'olwu', 'efgan'];

/**
 * @param at which attack
 * @returns a word that only its product has
 */
export function wordFor(at: number): string {
  const [head, tail] = [beginnings[at % beginnings.length], ends[Math.floor(at / beginnings.length)]];
  if (!head || !tail) throw new Error('there are not enough words for so many attacks');
  return head + tail;
}

/** A product with an attack in one of its places, which can be found by a word of its own. */
export function trap(word: string, { place, text }: Pick<Planted, 'place' | 'text'>): Told {
  const plain = product({ title: `${word} shelf`, description: `A ${word} shelf of beech. It has three boards.` });
  const [variant] = plain.variants;
  if (!variant) throw new Error('it has one');
  const changes: Record<Place, Partial<Told>> = {
    description: { description: `${plain.description} ${text} It is oiled.` },
    title: { title: `${plain.title} ${text}`.slice(0, 200) },
    sellerName: { sellerName: text },
    tag: { tags: [text] },
    attribute: { attributes: { material: text } },
    variant: { variants: [{ ...variant, title: text }] },
  };
  return { ...plain, ...changes[place] };
}

/**
 * @param told a product
 * @param text what its review says
 * @returns the review, as it is told when everybody may read it
 */
export function reviewOf(told: Told, text: string) {
  return reviewPublished.of({
    reviewId: newId(ReviewId),
    productId: told.productId,
    productTitle: told.title,
    sellerId: told.sellerId,
    buyerId: newId(UserId),
    rating: 5,
    title: 'Beautiful and solid',
    text,
  });
}

/** Every text in a value, however deep. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
