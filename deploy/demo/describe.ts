import type { Finish } from './finishes.ts';
import { care, materials } from './materials.ts';
import type { Dice } from './random.ts';
import { dimensions } from './sizes.ts';
import type { Kind, Line, SellerVocabulary } from './vocabulary.ts';
import { fill } from './words.ts';

const paragraph = (...sentences: (string | undefined)[]) => `<p>${sentences.filter(Boolean).join(' ')}</p>`;

/**
 * Writes what a seller says about a product: the design, what it is good for, the material, measures, care, origin.
 *
 * @param seller who speaks
 * @param line the design
 * @param kind what it is
 * @param finishes what it comes in
 * @param dice chooses sentences and their order
 * @returns HTML of paragraphs and one list
 */
export function describe(
  seller: SellerVocabulary,
  line: Line,
  kind: Kind,
  finishes: readonly Finish[],
  dice: Dice,
): string {
  const [size] = kind.sizes;
  const values = { w: size?.[0], d: size?.[1], h: size?.[2], line: line.name, kind: kind.name.toLowerCase() };
  const facts = dice.some(kind.facts, 3).map((fact) => fill(fact, values));
  const used = [...new Set(finishes.map(({ material }) => materials[material]))];
  const about = seller.secondHand ? undefined : dice.pick(used.map((material) => dice.pick(material.about)));
  const keep = dice.pick(care[used[0]?.care ?? 'metal']);
  const design = dice.pick(line.design);
  const story = dice.pick(seller.story);
  const list = [
    `Dimensions: ${dimensions(kind.sizes)}`,
    `Material: ${used.map(({ name }) => name).join(' or ')}`,
    ...(finishes.length > 1 && finishes[0]?.colour
      ? [`Colours: ${finishes.map(({ label }) => label).join(', ')}`]
      : []),
    seller.provenance?.text ?? `Made in ${seller.town}, ${seller.country}`,
  ].map((entry) => `<li>${entry}</li>`);
  const measures = `<ul>${list.join('')}</ul>`;
  const looks = dice.pick([
    () => [paragraph(design, facts[0]), paragraph(about, facts[1]), measures, paragraph(keep, story)],
    () => [
      paragraph(facts[0], facts[1]),
      paragraph(design, about),
      measures,
      paragraph(`<strong>Care.</strong> ${keep}`),
      paragraph(story),
    ],
    () => [
      paragraph(design),
      paragraph(facts[0], facts[1], facts[2]),
      measures,
      paragraph(about, keep),
      paragraph(story),
    ],
    () => [
      paragraph(design, about),
      paragraph(facts[0], facts[1]),
      paragraph(story),
      measures,
      paragraph(`<em>${keep}</em>`),
    ],
  ])();
  return looks.filter((part) => part !== '<p></p>').join('');
}
