import type { Readable } from 'node:stream';

/** Where files are kept: a folder now, a bucket when somebody writes one. Keys are `<folder>/<name>` of plain letters. */
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
