import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { Unavailable } from '../errors.ts';
import { type Blobs, checkedKey } from './blobs.ts';

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** A reader never sees a file that is not whole: it gets its name last. */
async function write(path: string, content: AsyncIterable<Buffer>): Promise<void> {
  // Two who write the same name do not write the same file; the last one to be whole stays.
  const part = `${path}_${randomUUID()}`;
  const file = await open(part, 'wx', 0o600);
  try {
    for await (const bytes of content) await file.writeFile(bytes);
    await file.sync();
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** Files in a folder of this machine; with several replicas it has to be one that they share. */
export class LocalBlobs implements Blobs {
  readonly #folder: string;

  /** @param folder where; it is made with the first file */
  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  /**
   * Keeps a file, whole or not at all.
   *
   * @param key its name
   * @param content its bytes
   * @throws Unavailable when nothing can be written; whatever the content throws
   */
  async put(key: string, content: AsyncIterable<Buffer>): Promise<void> {
    const path = this.#pathOf(key);
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await write(path, content);
    } catch (error) {
      // No room, no right to write, no such disk: what the system says has a code, what the content throws has none.
      throw codeOf(error) === undefined ? error : new Unavailable('Files cannot be stored at the moment.');
    }
  }

  /**
   * @param key a file's name
   * @returns its bytes; undefined when there is no such file
   */
  async get(key: string): Promise<Readable | undefined> {
    try {
      const file = await open(this.#pathOf(key));
      return file.createReadStream();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** @param key the file to forget; nothing happens when there is none */
  async remove(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  /**
   * @param folder the part before the slash
   * @returns the keys of the files in it
   */
  async keys(folder: string): Promise<string[]> {
    try {
      const names = await readdir(this.#pathOf(folder));
      return names.map((name) => `${folder}/${name}`);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  #pathOf(key: string): string {
    return join(this.#folder, checkedKey(key));
  }
}
