import { distance, rgb } from '../rgb.ts';

/** The colours of one picture, all of them derived from what the product is made of. */
export interface Ink {
  main: string;
  dark: string;
  deep: string;
  light: string;
  /** The second material: a cushion on a wooden chair, the legs of a coloured table. */
  accent: string;
  accentDark: string;
  accentLight: string;
  wall: string;
  wallTint: string;
  floor: string;
  floorDark: string;
}

/**
 * @param from a colour as `#rrggbb`
 * @param to another
 * @param share how much of the second (0 to 1)
 * @returns the colour between them
 */
export function mix(from: string, to: string, share: number): string {
  const target = rgb(to);
  const mixed = rgb(from).map((value, index) => Math.round(value + ((target[index] ?? value) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * @param colour a colour as `#rrggbb`
 * @returns how light the eye finds it, 0 (black) to 1 (white)
 */
export function lightness(colour: string): number {
  const [red, green, blue] = rgb(colour);
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

const walls = [
  '#efe6d8',
  '#e4ded2',
  '#dfe3dc',
  '#d9e0e2',
  '#ecdcd0',
  '#e9e2c9',
  '#d5dacb',
  '#e3d3c6',
  '#cfd6d8',
  '#c8b9a6',
  '#b7bfae',
  '#b9c2c6',
  '#c9a893',
  '#a9b0a0',
  '#8f9c97',
  '#b08f7a',
  '#7f8c8d',
  '#a6957f',
] as const;
const floors = ['#cdb492', '#bfa07a', '#d6c6ad', '#b9b0a4', '#a98a68', '#c9bfb0'] as const;

/**
 * @param main the colour of what is pictured
 * @param accent the colour of its second material
 * @param pick chooses one of several
 * @returns a palette whose wall stands off from the object
 */
export function ink(main: string, accent: string, pick: <Item>(items: readonly Item[]) => Item): Ink {
  const far = walls.filter((wall) => distance(wall, main) > 78 && Math.abs(lightness(wall) - lightness(main)) > 0.1);
  const wall = pick(far.length > 0 ? far.slice(0, 7) : walls);
  const bases = floors.filter((floor) => distance(floor, main) > 50 && distance(floor, wall) > 30);
  const floor = mix(pick(bases.length > 0 ? bases : floors), wall, 0.25);
  return {
    main,
    dark: mix(main, '#2a1f1a', 0.2),
    deep: mix(main, '#1d1716', 0.42),
    light: mix(main, '#fffaf0', 0.28),
    accent,
    accentDark: mix(accent, '#2a1f1a', 0.2),
    accentLight: mix(accent, '#fffaf0', 0.3),
    wall,
    wallTint: mix(wall, lightness(wall) > 0.7 ? '#8f7a66' : '#fff8ea', 0.16),
    floor,
    floorDark: mix(floor, '#3a2c22', 0.14),
  };
}
