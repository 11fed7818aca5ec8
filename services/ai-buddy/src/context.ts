import { resolve } from 'node:path';
import type { Dapr, Deps, Log } from '@credenza/service-kit';
import { makeTalk, type Talk } from './chat/talk.ts';
import type { Config } from './config.ts';
import { chooseEmbeddings } from './knowledge/embeddings.ts';
import { Knowledge } from './knowledge/knowledge.ts';
import { Shelf } from './knowledge/shelf.ts';

/** What the ai-buddy service's handlers may use. */
export interface Context extends Talk {
  knowledge: Knowledge;
  dapr: Dapr;
  log: Log;
  now(): Date;
  refreshMs: number;
  /** Ends when the service does. */
  stopping: AbortSignal;
  /** Whose vectors are kept. */
  model: string;
}

/** Where the articles are. */
export const articleFolder = resolve(import.meta.dirname, '../knowledge');

/**
 * Builds the context.
 *
 * @param deps what the kit gives
 * @returns the context
 */
export async function makeContext(deps: Deps<Config>): Promise<Context> {
  const { config, dapr, log, now } = deps;
  const embeddings = await chooseEmbeddings(config);
  const knowledge = new Knowledge({ embeddings, shelf: new Shelf(dapr.state, embeddings.name), log });
  const stop = new AbortController();
  deps.onStop(() => {
    stop.abort();
    knowledge.stop();
  });
  return {
    ...makeTalk(deps, knowledge),
    knowledge,
    stopping: stop.signal,
    dapr,
    log,
    now,
    refreshMs: config.REFRESH_MS,
    model: embeddings.name,
  };
}
