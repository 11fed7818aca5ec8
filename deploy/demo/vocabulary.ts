import type { ColourName } from './colours.ts';
import type { DrawingName } from './drawings/index.ts';
import type { MaterialName } from './materials.ts';

/** Width, depth and height in cm; the label stands in the shop's selector and is made from the numbers when it is missing. */
export type Size = readonly [width: number, depth: number, height: number, label?: string];

/** What is made: a kind of product that a seller offers in several lines. */
export interface Kind {
  name: string;
  drawing: DrawingName;
  /** Levels from the widest to the narrowest, such as `Lighting / Pendant Lamps`. */
  category: string;
  room: string;
  /** What the smallest size costs in the plainest material, from and to, in EUR. */
  euros: readonly [number, number];
  sizes: readonly Size[];
  /** Sold in sets of so many; a single piece when missing. */
  sets?: readonly number[];
  /** A further option that changes little about the price, such as the firmness of a filling. */
  choice?: { name: string; values: readonly string[] };
  /** Made of this, whatever the line is made of. */
  material?: MaterialName;
  /** Made from these alone; lines of other materials do without it. */
  from?: readonly MaterialName[];
  /** Not made from these, although the line is. */
  never?: readonly MaterialName[];
  /** Comes in this many finishes at most. */
  finishes?: number;
  tags: readonly string[];
  /** Sentences; `{w}`, `{d}`, `{h}`, `{material}`, `{line}` and `{kind}` are filled in. */
  facts: readonly string[];
}

/** How it is made: a design that runs through several kinds. */
export interface Line {
  name: string;
  style: string;
  materials: readonly MaterialName[];
  colours?: readonly ColourName[];
  /** Compared with the seller's plainest line. */
  price: number;
  /** Sentences about the design. */
  design: readonly string[];
  /** The kinds it is made in, when it is not made in all of the seller's. */
  kinds?: readonly string[];
}

/** A seller of the demo marketplace: who they are and everything they offer. */
export interface SellerVocabulary {
  slug: string;
  name: string;
  person: string;
  /** Starts their article numbers. */
  code: string;
  town: string;
  country: string;
  about: string;
  /** Where things come from, when it is not `Made in` the seller's town. */
  provenance?: { text: string; origin: string };
  /** `{line}`, `{kind}`, `{material}` and `{colour}` are filled in; the first whose placeholders all have a value is used. */
  titles: readonly string[];
  /** What the option of the line's materials is called. */
  finish: string;
  /** Old things: nothing is said about where the material was grown. */
  secondHand?: true;
  /** Where the price ends: `.00` sellers ask whole euros, `.90` sellers a little less. */
  cents: 0 | 90 | 95;
  /** How many pieces of one variant are usually there, from and to. */
  stock: readonly [number, number];
  /** How many products of the grid of lines and kinds are offered. */
  count: number;
  /** Sentences about where and how things are made. */
  story: readonly string[];
  lines: readonly Line[];
  kinds: readonly Kind[];
}
