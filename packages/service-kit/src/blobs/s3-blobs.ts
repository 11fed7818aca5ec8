import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { Unavailable } from '../errors.ts';
import { type Blobs, checkedKey } from './blobs.ts';

/** Files in a bucket of Amazon S3 or of anything that speaks like it. The bucket is made by whoever runs the marketplace. */
export class S3Blobs implements Blobs {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  /**
   * @param place the bucket, and what all keys begin with there: nothing, or a path that ends with a slash
   * @param client the region, and where it differs from the SDK's own search the endpoint and the credentials
   */
  constructor(place: { bucket: string; prefix: string }, client: S3ClientConfig) {
    this.#bucket = place.bucket;
    this.#prefix = place.prefix;
    this.#client = new S3Client({
      // Others than Amazon know these headers only since lately; the body is signed, so it arrives as it was sent anyway.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...client,
    });
  }

  /**
   * Keeps a file, whole or not at all.
   *
   * @param key its name
   * @param content its bytes
   * @throws Unavailable when nothing can be written; whatever the content throws
   */
  async put(key: string, content: AsyncIterable<Buffer>): Promise<void> {
    // S3 wants to know the length first, and keeps an object only when all of it has come.
    const at = this.#at(key);
    const body = await buffer(Readable.from(content));
    await reached(this.#client.send(new PutObjectCommand({ ...at, Body: body })));
  }

  /**
   * @param key a file's name
   * @returns its bytes; undefined when there is no such file
   */
  async get(key: string): Promise<Readable | undefined> {
    const asked = this.#client.send(new GetObjectCommand(this.#at(key))).catch((error: unknown) => {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    });
    const Body = (await reached(asked))?.Body;
    return Body instanceof Readable ? Body : undefined;
  }

  /** @param key the file to forget; nothing happens when there is none */
  async remove(key: string): Promise<void> {
    await reached(this.#client.send(new DeleteObjectCommand(this.#at(key))));
  }

  /**
   * @param folder the part before the slash
   * @returns the keys of the files in it
   */
  async keys(folder: string): Promise<string[]> {
    const asked = { Bucket: this.#bucket, Prefix: `${this.#prefix}${checkedKey(folder)}/` };
    return await reached(this.#listed(asked));
  }

  async #listed(asked: { Bucket: string; Prefix: string }): Promise<string[]> {
    const keys: string[] = [];
    for await (const { Contents } of paginateListObjectsV2({ client: this.#client }, asked))
      for (const { Key } of Contents ?? []) if (Key !== undefined) keys.push(Key.slice(this.#prefix.length));
    return keys;
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${checkedKey(key)}` };
  }
}

/** The SDK has tried again by itself; what is left is for the operator to see and for the caller to try later. */
async function reached<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (cause) {
    throw new Unavailable('Files cannot be reached at the moment.', { cause });
  }
}
