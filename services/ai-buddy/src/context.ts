import { resolve } from 'node:path';
import type { Dapr, Deps, Log } from '@credenza/service-kit';
import { makeTalk, type Talk } from './chat/talk.ts';
import type { Config } from './config.ts';
import { chooseEmbeddings } from './knowledge/embeddings.ts';
import { Knowledge } from './knowledge/knowledge.ts';
import { ReviewShelf } from './knowledge/reviews.ts';
import { Shelf } from './knowledge/shelf.ts';
import { Profiles } from './profile/profiles.store.ts';
import { Digests } from './seller/digest/digests.store.ts';
import { type SellerParts, sellerStores } from './seller/stores.ts';

/** What the ai-buddy service's handlers may use. */
export interface Context extends Talk, SellerParts {
  profiles: Profiles;
  digests: Digests;
  reviews: ReviewShelf;
  dapr: Dapr;
  log: Log;
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
  const parts: SellerParts = { ...sellerStores(deps), knowledge, now };
  return {
    ...(await makeTalk(deps, parts)),
    ...parts,
    profiles: new Profiles(deps.db),
    digests: new Digests(deps),
    reviews: new ReviewShelf(dapr.state, knowledge),
    stopping: stop.signal,
    dapr,
    log,
    refreshMs: config.REFRESH_MS,
    model: embeddings.name,
  };
}
