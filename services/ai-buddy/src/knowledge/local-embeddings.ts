import { basename, dirname, resolve } from 'node:path';
import { Embeddings } from '@langchain/core/embeddings';
import type { NamedEmbeddings } from './named-embeddings.ts';

/** What of @huggingface/transformers is used. It is not installed with the rest: its runtime alone has several hundred MB. */
interface Transformers {
  env: { localModelPath: string; allowRemoteModels: boolean };
  pipeline(task: 'feature-extraction', model: string, options: { dtype: 'fp32' }): Promise<Extractor>;
}
type Extractor = (texts: string[], options: { pooling: 'mean'; normalize: true }) => Promise<{ tolist(): number[][] }>;

const packageName = '@huggingface/transformers';

/** How many texts are worked on at once; more only takes memory. */
const together = 16;

class LocalEmbeddings extends Embeddings {
  readonly #extract: Extractor;

  constructor(extract: Extractor) {
    super({});
    this.#extract = extract;
  }

  override async embedDocuments(texts: string[]): Promise<number[][]> {
    const vectors: number[][] = [];
    for (let at = 0; at < texts.length; at += together) {
      const found = await this.#extract(texts.slice(at, at + together), { pooling: 'mean', normalize: true });
      vectors.push(...found.tolist());
    }
    return vectors;
  }

  override async embedQuery(text: string): Promise<number[]> {
    return (await this.embedDocuments([text]))[0] ?? [];
  }
}

/**
 * Opens a model that lies in a folder, as @huggingface/transformers takes it: config.json, tokenizer.json, onnx/model.onnx.
 *
 * @param folder the folder
 * @returns who makes vectors with it, on the processor
 * @throws Error in one sentence when the package or the model is not there
 */
export async function openLocalEmbeddings(folder: string): Promise<NamedEmbeddings> {
  const path = resolve(folder);
  const loaded: unknown = await import(packageName).catch((error: unknown) => {
    throw new Error(`EMBEDDINGS_MODEL_DIR needs ${packageName}: npm install ${packageName} -w services/ai-buddy`, {
      cause: error,
    });
  });
  if (!isTransformers(loaded)) throw new Error(`${packageName} is not as this service knows it.`);
  loaded.env.localModelPath = dirname(path);
  loaded.env.allowRemoteModels = false;
  const extract = await loaded.pipeline('feature-extraction', basename(path), { dtype: 'fp32' });
  return { name: `local-${basename(path)}`, embeddings: new LocalEmbeddings(extract) };
}

function isTransformers(loaded: unknown): loaded is Transformers {
  return typeof loaded === 'object' && loaded !== null && 'env' in loaded && 'pipeline' in loaded;
}
