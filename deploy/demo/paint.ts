import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoRange } from './catalogue.ts';
import { drawLogo, drawPicture } from './images.ts';
import { inPool } from './pool.ts';

/**
 * Draws every picture of the catalogue into a folder, unless the same pictures are there already.
 *
 * @param folder the media folder, whose files are shown under /media/
 * @param ranges the catalogue
 * @returns how many pictures there are
 */
export async function paint(folder: string, ranges: readonly DemoRange[]): Promise<number> {
  const files = new Map<string, string>();
  for (const { seller, products } of ranges) {
    files.set(`sellers/${seller.slug}.svg`, drawLogo(seller));
    for (const picture of products.flatMap(({ pictures }) => pictures)) files.set(picture.file, drawPicture(picture));
  }
  const print = createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex');
  const mark = join(folder, '.pictures');
  if ((await readFile(mark, 'utf8').catch(() => '')) === print) return files.size;
  await mkdir(join(folder, 'products'), { recursive: true });
  await mkdir(join(folder, 'sellers'), { recursive: true });
  await inPool([...files], 32, ([file, svg]) => writeFile(join(folder, file), svg));
  // Last, so that a run that was broken off draws everything again.
  await writeFile(mark, print);
  return files.size;
}
