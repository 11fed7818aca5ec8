import type { Size } from './vocabulary.ts';

/**
 * Names the sizes of one product by what differs between them.
 *
 * @param sizes in cm
 * @returns one label each, such as `140 × 85 cm`
 */
export function sizeLabels(sizes: readonly Size[]): string[] {
  const [first] = sizes;
  const varying = [0, 1, 2].filter((side) => sizes.some((size) => size[side] !== first?.[side]));
  const round = varying.includes(0) && varying.includes(1) && sizes.every(([width, depth]) => width === depth);
  const shown = (round ? varying.filter((side) => side !== 1) : varying).slice(0, round ? 1 : 2);
  return sizes.map((size) => size[3] ?? `${shown.map((side) => size[side]).join(' × ')} cm`);
}

/**
 * @param sizes in cm
 * @returns them for the description: thin things have two sides, others three
 */
export function dimensions(sizes: readonly Size[]): string {
  const measures = sizes.map(([width, depth, height]) => [width, depth, height].filter((side) => side > 1));
  const sides = measures[0]?.length === 3 ? ' (W × D × H)' : '';
  return `${measures.map((measure) => `${measure.join(' × ')} cm`).join(', ')}${sides}`;
}

/**
 * Larger things cost more, though not in proportion.
 *
 * @param size in cm
 * @param plainest the first size of the same product
 * @returns a factor, 1 for the plainest size
 */
export function sizeFactor(size: Size, plainest: Size): number {
  const volume = ([width, depth, height]: Size) => width * depth * height;
  return Math.min(3, Math.max(0.6, (volume(size) / volume(plainest)) ** 0.55));
}
