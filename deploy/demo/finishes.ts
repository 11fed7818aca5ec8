import { type ColourName, colours } from './colours.ts';
import { type MaterialName, materials } from './materials.ts';
import type { Dice } from './random.ts';
import { distance } from './rgb.ts';
import type { Kind, Line } from './vocabulary.ts';
import { titleCase } from './words.ts';

/** One look of a product: what it is made of and, where it is dyed, glazed or painted, its colour. */
export interface Finish {
  label: string;
  material: MaterialName;
  colour?: ColourName;
  /** `#rrggbb`, for the picture. */
  tone: string;
}

/**
 * @param line the design
 * @param kind what is made
 * @returns the materials in which the line makes this kind; none when it does not make it
 */
export function materialsFor(line: Line, kind: Kind): MaterialName[] {
  if (line.kinds && !line.kinds.includes(kind.name)) return [];
  const made = line.materials.filter((name) => !kind.never?.includes(name) && (kind.from?.includes(name) ?? true));
  return kind.material && made.length > 0 ? [kind.material] : made;
}

/**
 * @param line the design
 * @param kind what is made
 * @param most how many finishes there may be
 * @param dice what falls differently from product to product
 * @returns the finishes on offer, the pictured one first
 */
export function finishesFor(line: Line, kind: Kind, most: number, dice: Dice): Finish[] {
  const made = materialsFor(line, kind);
  const limit = Math.min(most, kind.finishes ?? 4);
  if (line.colours) {
    const material = dice.pick(made);
    return dice.some(line.colours, limit).map((colour) => ({ label: colour, material, colour, tone: colours[colour] }));
  }
  const single = dice.chance(0.3);
  return dice
    .some(made, single ? 1 : limit)
    .map((material) => ({ label: titleCase(materials[material].name), material, tone: materials[material].tone }));
}

const families = {
  White: '#f3f0e8',
  Beige: '#d8c8aa',
  Brown: '#7a5538',
  'Natural wood': '#cda36d',
  Black: '#2c2c2e',
  Grey: '#9a9c9c',
  Blue: '#54789c',
  'Light blue': '#b4cbd6',
  Green: '#6d8458',
  'Dark green': '#3c5c48',
  Yellow: '#dfb14e',
  Orange: '#c4703f',
  Red: '#ab4136',
  Pink: '#d3a79c',
  Purple: '#8a7296',
} as const;

/**
 * @param tone `#rrggbb`
 * @returns the name of the colour family that it belongs to, for filters
 */
export function colourFamily(tone: string): string {
  const [nearest = ['Grey']] = Object.entries(families).sort(
    ([, one], [, other]) => distance(one, tone) - distance(other, tone),
  );
  return nearest[0];
}
