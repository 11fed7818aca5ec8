import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fingerprint, Material } from './material.ts';

/** What a bucket says about each text in it: which version is the newest, and under which name it is stored; none when it is gone. */
export const Bucket = z.record(z.string(), z.object({ version: z.int(), stored: z.string().optional() }));
export type Bucket = z.infer<typeof Bucket>;

/** How often each bucket was changed, so that one short read tells a replica what it has missed. */
export const Manifest = z.object({ revisions: z.record(z.string(), z.int()) });
export type Manifest = z.infer<typeof Manifest>;

/** A text with the vectors of its pieces, a byte a dimension in base64. */
export const StoredMaterial = z.object({ material: Material, vectors: z.array(z.string()) });
export type StoredMaterial = z.infer<typeof StoredMaterial>;

const bucketCount = 256;

/**
 * @param ref a text's name
 * @returns the bucket it is in
 */
export function bucketOf(ref: string): string {
  return String(createHash('sha256').update(ref).digest().readUInt16BE(0) % bucketCount);
}

/**
 * @param known what a bucket says about a text
 * @param material the text as somebody has it
 * @returns what it should say; undefined when it knows that, or something newer
 */
export function newer(known: Bucket[string] | undefined, material: Material): Bucket[string] | undefined {
  const { version, pieces } = material;
  if (known && known.version > version) return undefined;
  const stored = pieces.length === 0 ? undefined : `${version}:${fingerprint(material)}`;
  if (known?.version === version && known.stored === stored) return undefined;
  return { version, ...(stored !== undefined && { stored }) };
}

/**
 * @param vector a vector of a byte a dimension
 * @returns it as text
 */
export function encoded(vector: Int8Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

/**
 * @param text a vector as text
 * @returns the vector
 */
export function decoded(text: string): Int8Array {
  return new Int8Array(Buffer.from(text, 'base64'));
}
