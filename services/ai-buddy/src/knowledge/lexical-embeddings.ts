import { Embeddings } from '@langchain/core/embeddings';
import { conceptMark, termsOf } from './terms.ts';

/** How many numbers a vector has; more than 512 found nothing more in the labelled questions. */
export const lexicalDimensions = 512;

/**
 * Vectors without a model: signed feature hashing (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009)
 * of the stems, of the concepts they stand for, and of the groups of three letters in them, which a typo leaves mostly as they are.
 * The same text has the same vector on every machine.
 */
export class LexicalEmbeddings extends Embeddings {
  constructor() {
    super({});
  }

  /**
   * @param texts any texts
   * @returns their vectors, each of length one; all zeros for a text without words
   */
  override async embedDocuments(texts: string[]): Promise<number[][]> {
    return texts.map(vectorOf);
  }

  /**
   * @param text any text
   * @returns its vector
   */
  override async embedQuery(text: string): Promise<number[]> {
    return vectorOf(text);
  }
}

function vectorOf(text: string): number[] {
  const counts = new Map<string, number>();
  for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  const vector = new Array<number>(lexicalDimensions).fill(0);
  const add = (feature: string, weight: number) => {
    const hash = fnv1a(feature);
    const at = hash % lexicalDimensions;
    vector[at] = (vector[at] ?? 0) + (hash & 0x4000_0000 ? weight : -weight);
  };
  for (const [term, count] of counts) {
    const weight = 1 + Math.log(count);
    if (term.startsWith(conceptMark)) {
      add(term, weight * 2);
      continue;
    }
    add(term, weight);
    const groups = groupsOf(term);
    for (const group of groups) add(`~${group}`, (weight * 0.7) / Math.sqrt(groups.length));
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((one) => one / length);
}

function groupsOf(term: string): string[] {
  const padded = `^${term}$`;
  return Array.from({ length: Math.max(0, padded.length - 2) }, (_, at) => padded.slice(at, at + 3));
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x0100_0193);
  }
  return hash >>> 0;
}
