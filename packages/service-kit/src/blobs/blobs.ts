import type { Readable } from 'node:stream';

/**
 * Where files are kept: a folder of this machine or a bucket. Keys are `<folder>/<name>` of letters, digits, `_` and `-`; a name may
 * end like a file's.
 */
export interface Blobs {
  /**
   * Keeps a file, whole or not at all.
   *
   * @param key its name
   * @param content its bytes
   * @throws Unavailable when nothing can be written; whatever the content throws, with nothing kept
   */
  put(key: string, content: AsyncIterable<Buffer>): Promise<void>;
  /**
   * @param key a file's name
   * @returns its bytes; undefined when there is no such file
   */
  get(key: string): Promise<Readable | undefined>;
  /** @param key the file to forget; nothing happens when there is none */
  remove(key: string): Promise<void>;
  /**
   * @param folder the part before the slash
   * @returns the keys of the files in it, and of what is left of those that were never whole
   */
  keys(folder: string): Promise<string[]>;
}

/**
 * Names need no escaping anywhere; anything else is a mistake that must not leave the folder.
 *
 * @param key a file's name
 * @returns the same
 * @throws Error when it is no such name
 */
export function checkedKey(key: string): string {
  if (!/^[\w-]+(\/[\w-]+(\.\w+)?)?$/.test(key)) throw new Error(`${key} is no key of a file.`);
  return key;
}
