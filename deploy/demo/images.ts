import { type ColourName, colours } from './colours.ts';
import { drawings } from './drawings/index.ts';
import { ink, lightness } from './drawings/ink.ts';
import { backdrop, type Scene } from './drawings/scenes.ts';
import { placed } from './drawings/svg.ts';
import { type MaterialName, materials } from './materials.ts';
import type { Picture } from './product.ts';
import { dice } from './random.ts';
import type { SellerVocabulary } from './vocabulary.ts';

/** Colours that go with nearly everything: for cushions, books, flowers and the wall behind. */
const companions: readonly ColourName[] = [
  'Sage',
  'Clay',
  'Ochre',
  'Fog Blue',
  'Dusty Rose',
  'Ivory',
  'Petrol',
  'Mustard',
  'Terracotta',
  'Olive',
  'Denim',
  'Blush',
];
const woods: readonly MaterialName[] = ['oak', 'ash', 'smokedOak', 'beech'];
const soft: readonly MaterialName[] = [
  'leather',
  'felt',
  'rope',
  'wool',
  'lambswool',
  'linen',
  'cotton',
  'muslin',
  'halfLinen',
  'percale',
];
const upholstered: readonly string[] = ['armchair', 'sofa', 'parasol'];

/** The height at which things stay when they are shown larger. */
const ground: Readonly<Record<Scene, number>> = { room: 655, outdoor: 655, counter: 620, wall: 400, flat: 400 };

function svg(content: string): string {
  const shorter = content.replace(/\d+\.\d{3,}/g, (number) => Number(number).toFixed(1));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">${shorter}</svg>\n`;
}

/**
 * Draws a product in one finish.
 *
 * @param picture what to draw
 * @returns an SVG of 800 × 800 units, always the same for the same picture
 */
export function drawPicture(picture: Picture): string {
  const { finish, drawing, family, outdoors } = picture;
  const { scene, zoom = 1.04, draw } = drawings[drawing];
  const mood = dice(`mood of ${picture.file}`);
  const companion =
    colours[mood.pick(companions.filter((name) => Math.abs(lightness(colours[name]) - lightness(finish.tone)) > 0.08))];
  const cloth = upholstered.includes(drawing) && (soft.includes(finish.material) || finish.colour !== undefined);
  const frame = materials[mood.pick(woods)].tone;
  const palette = cloth ? ink(frame, finish.tone, mood.pick) : ink(finish.tone, companion, mood.pick);
  const place = outdoors && scene === 'room' ? 'outdoor' : scene;
  const shapes = draw(palette, dice(`shape of ${family}`));
  return svg(backdrop(place, palette, mood) + placed(400 - 400 * zoom, ground[scene] * (1 - zoom), 0, zoom, shapes));
}

/**
 * Draws a seller's sign: the initials on a badge.
 *
 * @param seller whose
 * @returns an SVG of 800 × 800 units
 */
export function drawLogo(seller: SellerVocabulary): string {
  const mood = dice(`sign of ${seller.slug}`);
  const main = colours[mood.pick(companions)];
  const dark = lightness(main) < 0.6;
  const text = dark ? '#fbf6ec' : '#3a2f28';
  const badge = mood.pick([
    '<circle cx="400" cy="400" r="300"/>',
    '<path d="M100 700V400a300 300 0 0 1 600 0V700Z"/>',
    '<rect x="110" y="110" width="580" height="580" rx="150"/>',
    '<path d="M400 90l268 155v310L400 710 132 555V245Z"/>',
  ]);
  const initials = seller.name
    .split(/[\s&]+/)
    .filter((word) => /^\p{Lu}/u.test(word))
    .map((word) => word[0])
    .join('')
    .slice(0, 2);
  return svg(
    [
      '<rect width="800" height="800" fill="#f4eee3"/>',
      `<g fill="${main}">${badge}</g>`,
      `<text x="400" y="410" fill="${text}" font-family="Georgia, 'Times New Roman', serif" font-size="260" text-anchor="middle" dominant-baseline="middle">${initials}</text>`,
      `<path d="M330 560H470" stroke="${text}" stroke-width="8" stroke-linecap="round"/>`,
    ].join(''),
  );
}
