import type { DashboardNudge, MissedMessages, UserId } from '@credenza/contracts';
import type { Log } from '@credenza/service-kit';
import type { FeedStore } from '../feed.store.ts';
import { missed, type News } from '../feed.ts';
import type { Announced, LiveChannel } from './channel.ts';
import type { Tab } from './tab.ts';

/** Tells users things as they happen, in every tab of every replica. */
export class Live {
  readonly #feeds: FeedStore;
  readonly #channel: LiveChannel;
  readonly #log: Log;
  readonly #sweepMs: number;
  /** The open tabs of this process: the room of each user. */
  readonly #rooms = new Map<string, Set<Tab>>();
  #timer: NodeJS.Timeout | undefined;

  /** @param parts the feeds, the channel to the other replicas, the log, and how often to sweep in ms */
  constructor(parts: { feeds: FeedStore; channel: LiveChannel; log: Log; sweepMs: number }) {
    this.#feeds = parts.feeds;
    this.#channel = parts.channel;
    this.#log = parts.log;
    this.#sweepMs = parts.sweepMs;
  }

  /**
   * Puts news into a user's feed and pushes it, each unless the feed has the same or newer news of that thing.
   *
   * @param userId who is told
   * @param news what
   * @param at when it happened
   */
  async tell(userId: UserId, news: News[], at: Date): Promise<void> {
    for (const message of await this.#feeds.append(userId, news, at)) {
      this.#deliver(userId, message);
      this.#channel.announce(userId, message);
    }
  }

  /**
   * Lets the open tabs of somebody know that figures have moved. It is not kept: who comes later loads the figures anyway.
   *
   * @param userId who is told
   * @param nudge which figures
   */
  nudge(userId: UserId, nudge: DashboardNudge): void {
    this.#deliver(userId, nudge);
    this.#channel.announce(userId, nudge);
  }

  /**
   * @param userId whose feed
   * @param since the last message that the client has
   * @returns what it has missed
   */
  async missed(userId: UserId, since: number): Promise<MissedMessages> {
    return missed(await this.#feeds.after(userId, since), since);
  }

  /**
   * @param userId whose feed
   * @returns the number of its newest message
   */
  async newest(userId: UserId): Promise<number> {
    return (await this.#feeds.newest([userId])).get(userId) ?? 0;
  }

  /**
   * Lets a tab hear everything from now on, and first what it has missed.
   *
   * @param userId whose tab
   * @param tab the tab
   */
  join(userId: UserId, tab: Tab): void {
    const room = this.#rooms.get(userId) ?? new Set();
    this.#rooms.set(userId, room.add(tab));
    this.#watch(tab.catchUp());
  }

  /**
   * @param userId whose tab
   * @param tab a tab that has gone
   */
  leave(userId: UserId, tab: Tab): void {
    tab.close();
    const room = this.#rooms.get(userId);
    room?.delete(tab);
    if (room?.size === 0) this.#rooms.delete(userId);
  }

  /**
   * @param userId somebody
   * @returns how many tabs they have open here
   */
  tabs(userId: UserId): number {
    return this.#rooms.get(userId)?.size ?? 0;
  }

  /** Starts to listen to the other replicas. */
  start(): void {
    const sweep = () => this.#watch(this.sweep());
    this.#channel.listen(
      (userId, what) => this.#deliver(userId, what),
      (userId) => this.#rooms.has(userId),
      sweep,
    );
    this.#timer = setInterval(sweep, this.#sweepMs);
  }

  /** Stops listening. */
  stop(): void {
    clearInterval(this.#timer);
    this.#channel.close();
  }

  /** Compares every open tab with the feeds: what Redis lost on the way is found here. */
  async sweep(): Promise<void> {
    if (this.#rooms.size === 0) return;
    const newest = await this.#feeds.newest([...this.#rooms.keys()]);
    for (const [userId, seq] of newest) {
      for (const tab of this.#rooms.get(userId) ?? []) this.#watch(tab.reach(seq));
    }
  }

  #deliver(userId: UserId, what: Announced): void {
    for (const tab of this.#rooms.get(userId) ?? []) {
      if ('kind' in what) this.#watch(tab.offer(what));
      else tab.nudge(what);
    }
  }

  #watch(work: Promise<void>): void {
    work.catch((error: unknown) => this.#log.warn({ err: error }, 'a feed could not be read; the sweep tries again'));
  }
}
