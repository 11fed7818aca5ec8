import { services } from '@credenza/contracts';
import type { Deps, Log } from '@credenza/service-kit';
import type { z } from 'zod';
import type { config } from './config.ts';
import { serveMetrics } from './metrics.ts';
import { type Upstream, upstreams } from './upstreams.ts';

/** What the storefront's pages may use. */
export interface Context {
  /** All services, this one too. */
  upstreams: Upstream[];
  publicUrl: string;
  mediaDir: string;
  /** The page of the mail catcher, where there is one. */
  mailUrl: string | undefined;
  metricsPort: number;
  log: Log;
  now(): Date;
  /** @returns whether Redis answers */
  redisAnswers(): Promise<boolean>;
}

/**
 * Builds the context, and serves the metrics.
 *
 * @param deps what the kit gives
 * @returns the context
 */
export async function makeContext(deps: Deps<z.output<typeof config>>): Promise<Context> {
  const { SERVICE_URL, HOST, PORT, METRICS_PORT, PUBLIC_URL, MEDIA_DIR, MAIL_URL } = deps.config;
  const metrics = await serveMetrics(deps.metrics, { host: HOST, port: METRICS_PORT });
  deps.onStop(metrics.stop);
  return {
    upstreams: upstreams(SERVICE_URL, PORT ?? services.storefront.port),
    publicUrl: PUBLIC_URL,
    mediaDir: MEDIA_DIR,
    mailUrl: MAIL_URL,
    metricsPort: metrics.port,
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
