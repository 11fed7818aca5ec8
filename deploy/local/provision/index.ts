import { provideDaprd } from './daprd.ts';
import { provideMongod } from './mongod.ts';
import type { Progress } from './progress.ts';
import { provideRedis } from './redis.ts';

export { cacheFolder } from './cache.ts';
export { daprVersion } from './daprd.ts';
export type { Progress } from './progress.ts';

/** A part that is there already, by its URL, or a program to start. */
export type Source = { url: string } | { program: string };

/** The three things that Credenza does not bring itself. */
export interface Parts {
  mongod: Source;
  redis: Source;
  daprd: { program: string };
}

/**
 * Finds MongoDB, Redis and Dapr's sidecar, and fetches or builds what this machine does not have. Nothing of it needs a container.
 *
 * @param progress told, in whole lines, what is fetched or built
 * @param env MONGO_URL and REDIS_URL name servers that run already; DAPRD names a program
 * @returns where each part is
 * @throws PlainError which part is missing and what to do about it
 */
export async function provision(progress: Progress, env: NodeJS.ProcessEnv = process.env): Promise<Parts> {
  const [mongod, redis, daprd] = await Promise.all([
    env.MONGO_URL ? { url: env.MONGO_URL } : provideMongod(progress).then((program) => ({ program })),
    env.REDIS_URL ? { url: env.REDIS_URL } : provideRedis(progress).then((program) => ({ program })),
    provideDaprd(progress, env).then((program) => ({ program })),
  ]);
  return { mongod, redis, daprd };
}
