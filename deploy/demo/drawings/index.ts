import type { Drawing } from './drawing.ts';
import { furniture } from './furniture.ts';
import { baskets, garden } from './garden.ts';
import { lighting } from './lighting.ts';
import { accessories, kids } from './small.ts';
import { kitchen, tableware } from './tableware.ts';
import { textiles } from './textiles.ts';

const all = {
  ...furniture,
  ...lighting,
  ...tableware,
  ...kitchen,
  ...textiles,
  ...garden,
  ...baskets,
  ...kids,
  ...accessories,
};

export type DrawingName = keyof typeof all;

/** Every kind of thing that can be drawn. */
export const drawings: Readonly<Record<DrawingName, Drawing>> = all;
