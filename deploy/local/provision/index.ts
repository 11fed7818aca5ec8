import { PlainError } from '../plain-error.ts';
import { provideDaprd } from './daprd.ts';
import { provideMongod } from './mongod.ts';
import { provideRedis } from './redis.ts';
import type { Work } from './work.ts';

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
 * @param work told, in whole lines, what is fetched or built; when its signal gives up, nothing goes on and nothing
 *   half-made is left
 * @param env MONGO_URL and REDIS_URL name servers that run already; DAPRD names a program
 * @returns where each part is
 * @throws PlainError which part is missing and what to do about it, or that the start was broken off
 */
export async function provision(work: Work, env: NodeJS.ProcessEnv = process.env): Promise<Parts> {
  const all = [
    env.MONGO_URL ? { url: env.MONGO_URL } : provideMongod(work).then((program) => ({ program })),
    env.REDIS_URL ? { url: env.REDIS_URL } : provideRedis(work).then((program) => ({ program })),
    provideDaprd(work, env).then((program) => ({ program })),
  ] as const;
  try {
    const [mongod, redis, daprd] = await Promise.all(all);
    return { mongod, redis, daprd };
  } catch (error) {
    if (!work.signal?.aborted) throw error;
    await Promise.allSettled(all); // each clears away what it has begun
    throw new PlainError('The start was broken off.');
  }
}
