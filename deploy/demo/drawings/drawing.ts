import type { Dice } from '../random.ts';
import type { Ink } from './ink.ts';
import type { Scene } from './scenes.ts';

/** How one kind of thing is drawn on a square of 800 units; what stands on the floor stands at y = 660, on a counter at 620. */
export interface Drawing {
  scene: Scene;
  /** How much larger than drawn it is shown, where it would look lost; 1 when missing. */
  zoom?: number;
  /** The dice fall the same for all products of one line, so that a line looks like a family. */
  draw(ink: Ink, dice: Dice): string;
}
