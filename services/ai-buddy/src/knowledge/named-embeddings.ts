import type { EmbeddingsInterface } from '@langchain/core/embeddings';

/** Who makes vectors, and under which name they are kept. */
export interface NamedEmbeddings {
  /** Vectors of another name are of no use with these. */
  name: string;
  embeddings: EmbeddingsInterface;
  /** How much they count beside the words of a question; 1 when missing. */
  trust?: number;
}
