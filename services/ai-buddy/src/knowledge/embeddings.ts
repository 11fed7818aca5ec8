import type { Config } from '../config.ts';
import { LexicalEmbeddings, lexicalDimensions } from './lexical-embeddings.ts';
import type { NamedEmbeddings } from './named-embeddings.ts';

/** The ones that need no model; they see little that words do not show, so words count more. */
export const lexicalByName: NamedEmbeddings = {
  name: `lexical-${lexicalDimensions}-1`,
  embeddings: new LexicalEmbeddings(),
  trust: 0.6,
};

/**
 * Chooses who makes vectors: an endpoint that speaks OpenAI's protocol when one is configured, else a local model when its folder is
 * given, else the ones that need no model.
 *
 * @param config the service's settings
 * @returns the choice; what it needs is loaded only then
 * @throws Error when a model is configured that cannot be loaded
 */
export async function chooseEmbeddings(config: Config): Promise<NamedEmbeddings> {
  const { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model, EMBEDDINGS_MODEL_DIR: folder } = config;
  if (url !== undefined) {
    const { OpenAIEmbeddings } = await import('@langchain/openai');
    const embeddings = new OpenAIEmbeddings({
      model,
      apiKey: config.OPENAI_API_KEY ?? 'none',
      configuration: { baseURL: url },
      timeout: config.MODEL_TIMEOUT_MS,
      maxRetries: 2,
    });
    return { name: `openai-${model}`, embeddings };
  }
  if (folder !== undefined) {
    const { openLocalEmbeddings } = await import('./local-embeddings.ts');
    return await openLocalEmbeddings(folder);
  }
  return lexicalByName;
}
