import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue, type DemoRange } from '../../deploy/demo/catalogue.ts';
import { drawLogo, drawPicture } from '../../deploy/demo/images.ts';
import { paint } from '../../deploy/demo/paint.ts';
import type { Picture } from '../../deploy/demo/product.ts';

let ranges: DemoRange[];
let pictures: Picture[];
let folder: string;

beforeAll(async () => {
  ranges = catalogue();
  pictures = ranges.flatMap(({ products }) => products.flatMap((product) => product.pictures));
  folder = await mkdtemp(join(tmpdir(), 'credenza-media-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Opening tags that are never closed, closing tags that were never opened. */
function unbalanced(svg: string): string[] {
  const open: string[] = [];
  for (const [, closing, name = '', selfClosing] of svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (selfClosing) continue;
    if (!closing) open.push(name);
    else if (open.pop() !== name) return [name];
  }
  return open;
}

describe('a picture', () => {
  test('is a well-formed SVG of less than 6 kB for every product in every finish', () => {
    const faults = pictures.flatMap((picture) => {
      const svg = drawPicture(picture);
      const found = [
        ...(Buffer.byteLength(svg) < 6_000 ? [] : ['large']),
        ...unbalanced(svg),
        ...(svg.match(/NaN|undefined|Infinity|<script|\son\w+=/g) ?? []),
        ...(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800"') ? [] : ['head']),
      ];
      return found.map((fault) => `${picture.file}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });

  test('is drawn the same every time', () => {
    for (const picture of pictures.slice(0, 50)) expect(drawPicture(picture)).toBe(drawPicture({ ...picture }));
  });

  test('shows each finish of a product in its own colour and in the same shape', () => {
    const product = ranges.flatMap((range) => range.products).find((one) => one.pictures.length > 2);
    const drawn = (product?.pictures ?? []).map(drawPicture);
    expect(new Set(drawn).size).toBe(drawn.length);
    for (const [index, svg] of drawn.entries()) expect(svg).toContain(product?.pictures[index]?.finish.tone);
  });

  test('comes in many kinds', () => {
    expect(new Set(pictures.map(({ drawing }) => drawing)).size).toBeGreaterThan(60);
  });

  test('gives every seller a sign of their own', () => {
    expect(new Set(ranges.map(({ seller }) => drawLogo(seller))).size).toBe(12);
  });
});

describe('painting', () => {
  test('fills the media folder once and leaves it alone the second time', async () => {
    expect(await paint(folder, ranges)).toBe(pictures.length + 12);
    const files = await readdir(join(folder, 'products'));
    expect(files).toHaveLength(pictures.length);
    expect(await readdir(join(folder, 'sellers'))).toHaveLength(12);
    const one = join(folder, pictures[0]?.file ?? '');
    const [before, content] = [await stat(one), await readFile(one, 'utf8')];
    expect(content).toContain('</svg>');
    await paint(folder, ranges);
    expect((await stat(one)).mtimeMs).toBe(before.mtimeMs);
  });

  test('draws everything again when it was broken off', async () => {
    const one = join(folder, pictures[0]?.file ?? '');
    await rm(one);
    await rm(join(folder, '.pictures'));
    await paint(folder, ranges);
    expect(await readFile(one, 'utf8')).toContain('</svg>');
  });
});
