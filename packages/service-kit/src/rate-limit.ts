import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyRequests } from './errors.ts';
import type { RateLimit } from './route.ts';

/**
 * Connects to Redis for what Dapr has no building block for: counting requests.
 *
 * @param settings `host:port`, password and database number
 * @returns a connection that makes no request wait for a lost server, and none longer than 500 ms for one that hangs
 */
export function connectRedis(settings: { host: string; password: string; db: number }): Redis {
  const [host = '127.0.0.1', port = '6379'] = settings.host.split(':');
  const redis = new Redis({
    host,
    port: Number(port),
    db: settings.db,
    ...(settings.password && { password: settings.password }),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 500, // a server that hangs still holds the connection; without this every login would hang with it
    lazyConnect: true,
    disconnectTimeout: 200, // a server that is away does not keep the process from ending
    retryStrategy: (attempts) => Math.min(attempts * 100, 2_000),
  });
  redis.on('error', () => undefined); // without Redis the limiters count in memory
  redis.connect().catch(() => undefined);
  return redis;
}

/** Counts requests per caller over all replicas; in this process alone while Redis is away. */
export class RateLimits {
  readonly #redis: Redis;
  readonly #service: string;
  readonly #factor: number;
  readonly #limiters = new Map<string, RateLimiterRedis>();

  /**
   * @param redis the connection
   * @param settings the service's name (the counters' prefix) and the factor on every limit
   */
  constructor(redis: Redis, settings: { service: string; factor: number }) {
    this.#redis = redis;
    this.#service = settings.service;
    this.#factor = settings.factor;
  }

  /**
   * Counts one request.
   *
   * @param name the limit's name; requests under the same name and key are counted together
   * @param limit how many in how many seconds
   * @param key who
   * @param cost how many requests this one counts as
   * @throws TooManyRequests when the caller has used up the window
   */
  async consume(name: string, limit: RateLimit, key: string, cost = 1): Promise<void> {
    try {
      await this.#limiter(name, limit).consume(key, cost);
    } catch (refused) {
      if (refused instanceof RateLimiterRes)
        throw new TooManyRequests(Math.max(1, Math.ceil(refused.msBeforeNext / 1_000)));
      throw refused;
    }
  }

  /**
   * Forgets what a caller has used, such as after a successful login.
   *
   * @param name the limit's name
   * @param limit the same as in `consume`
   * @param key who
   */
  async forgive(name: string, limit: RateLimit, key: string): Promise<void> {
    await this.#limiter(name, limit).delete(key);
  }

  /**
   * Takes back a request that was counted, such as one that turned out to be no failure.
   *
   * @param name the limit's name
   * @param limit the same as in `consume`
   * @param key who
   */
  async giveBack(name: string, limit: RateLimit, key: string): Promise<void> {
    await this.#limiter(name, limit).reward(key);
  }

  #limiter(name: string, limit: RateLimit): RateLimiterRedis {
    const known = this.#limiters.get(name);
    if (known) return known;
    const points = Math.max(1, Math.round(limit.points * this.#factor));
    const options = { points, duration: limit.seconds, keyPrefix: `limit:${this.#service}:${name}` };
    const limiter = new RateLimiterRedis({
      ...options,
      storeClient: this.#redis,
      insuranceLimiter: new RateLimiterMemory(options),
    });
    this.#limiters.set(name, limiter);
    return limiter;
  }
}
