import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Audience, Language, type Passage, ProductFacts, Source } from './passage.ts';

/** A whole text with what is known about it, in pieces that are small enough to be found and quoted. */
export const Material = z.object({
  /** A product's id, `reviews:` and a product's id, or `article:` and its name; unique. */
  ref: z.string(),
  /** Replaces what has a smaller one, or the same one and other content. */
  version: z.int(),
  source: Source,
  title: z.string(),
  language: Language,
  audience: Audience,
  product: ProductFacts.optional(),
  asked: z.string().optional(),
  /** None: there is no such thing any more. */
  pieces: z.array(z.string()),
});
export type Material = z.infer<typeof Material>;

/**
 * @param material a text in pieces
 * @returns each piece as a passage
 */
export function passagesOf({ ref, source, title, language, audience, product, asked, pieces }: Material): Passage[] {
  const name = ref.replace(/^(article|reviews):/, '');
  return pieces.map((text, at) => ({
    id: `${ref}#${at}`,
    source,
    ref: name,
    title,
    text,
    language,
    audience,
    ...(product && { product }),
    ...(asked !== undefined && { asked }),
  }));
}

/**
 * @param ref a text's name
 * @param version its version
 * @returns what stands for it once it is gone, so that nothing older brings it back
 */
export function gone(ref: string, version: number): Material {
  return { ref, version, source: 'article', title: '', language: 'en', audience: 'all', pieces: [] };
}

/**
 * @param value anything JSON
 * @returns a short name for its content
 */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}
