import { services } from '@credenza/contracts';
import type { Deps, Log } from '@credenza/service-kit';
import type { z } from 'zod';
import type { config } from './config.ts';
import { type Upstream, upstreams } from './upstreams.ts';

/** What the storefront's pages may use. */
export interface Context {
  upstreams: Upstream[];
  publicUrl: string;
  mediaDir: string;
  log: Log;
  now(): Date;
  /** @returns whether Redis answers */
  redisAnswers(): Promise<boolean>;
}

/**
 * Builds the context.
 *
 * @param deps what the kit gives
 * @returns the context
 */
export function makeContext(deps: Deps<z.output<typeof config>>): Context {
  const { SERVICE_URL, PORT, PUBLIC_URL, MEDIA_DIR } = deps.config;
  return {
    upstreams: upstreams(SERVICE_URL, PORT ?? services.storefront.port),
    publicUrl: PUBLIC_URL,
    mediaDir: MEDIA_DIR,
    log: deps.log,
    now: deps.now,
    async redisAnswers() {
      try {
        return (await deps.redis.ping()) === 'PONG';
      } catch {
        return false;
      }
    },
  };
}
