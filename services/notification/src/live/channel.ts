import { DashboardNudge, LiveMessage, UserId } from '@credenza/contracts';
import type { Log } from '@credenza/service-kit';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/** What one replica tells the others: a message of somebody's feed, or a nudge, which is in no feed. */
const Announcement = z.object({ userId: UserId, what: z.union([LiveMessage, DashboardNudge]) });
export type Announced = z.infer<typeof Announcement>['what'];

/**
 * Tells the other replicas what was just put into a feed, over Redis pub/sub. It may lose messages (Redis away) and
 * mix them up: order and completeness come from the feed, this only makes it quick. That is also why no Socket.io
 * adapter is used: it would send straight to sockets, past the numbering.
 */
export class LiveChannel {
  readonly #redis: Redis;
  readonly #subscriber: Redis;
  readonly #name: string;
  readonly #log: Log;

  /**
   * @param redis the service's connection; listening needs one of its own
   * @param name the channel; databases of Redis do not separate channels, so it must
   * @param log told about messages that cannot be read
   */
  constructor(redis: Redis, name: string, log: Log) {
    this.#redis = redis;
    this.#name = name;
    this.#log = log;
    this.#subscriber = redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null, lazyConnect: true });
    this.#subscriber.on('error', () => undefined); // it reconnects by itself
  }

  /**
   * Starts to listen, now or as soon as Redis answers.
   *
   * @param heard gets what others have told
   * @param wants whether anybody here wants to hear about a user
   * @param caughtUp called at each (re)connection: what was told meanwhile has gone past
   */
  listen(
    heard: (userId: UserId, what: Announced) => void,
    wants: (userId: string) => boolean,
    caughtUp: () => void,
  ): void {
    this.#subscriber.on('message', (_channel, text) => {
      // The user's id stands in front, so that a replica without that user need not parse the rest.
      if (!wants(text.slice(0, text.indexOf(' ')))) return;
      const parsed = Announcement.safeParse(parsedJson(text.slice(text.indexOf(' ') + 1)));
      if (parsed.success) heard(parsed.data.userId, parsed.data.what);
      else this.#log.warn({ err: parsed.error }, 'another replica told something that cannot be read');
    });
    this.#subscriber.on('ready', caughtUp);
    this.#subscriber.subscribe(this.#name).catch(() => undefined); // repeated by ioredis at each connection
  }

  /**
   * @param userId who is told
   * @param what what was put into the user's feed, or a nudge
   */
  announce(userId: UserId, what: Announced): void {
    const text = `${userId} ${JSON.stringify({ userId, what })}`;
    this.#redis.publish(this.#name, text).catch(() => {
      this.#log.debug({ userId }, 'Redis is away; the other replicas find the message in the feed');
    });
  }

  /** Stops listening. */
  close(): void {
    this.#subscriber.disconnect();
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
