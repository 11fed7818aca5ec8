import type { CartSnapshot, LiveMessage, UserId } from '@credenza/contracts';
import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, type QueryFilter, Schema } from 'mongoose';
import { type Behind, messageOf, type News, type Place, placeOf } from './feed.ts';

/** How many messages a feed keeps at least for clients that were away. */
export const feedKeeps = 200;
/** Trimming at every message would write the whole array each time; so it grows by this many first. */
const trimEvery = 100;

interface FeedDocument {
  _id: string;
  seq: number;
  feed: Place[];
  cart?: CartSnapshot;
}

const feedSchema = new Schema<FeedDocument>(
  {
    _id: { type: String, required: true },
    seq: { type: Number, required: true },
    feed: { type: Schema.Types.Mixed, required: true },
    cart: Schema.Types.Mixed,
  },
  { collection: 'feeds', versionKey: false, minimize: false },
);

/** One document per user with the newest live messages; every message is one atomic write to it. */
export class FeedStore {
  readonly #model: Model<FeedDocument>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<FeedDocument>('Feed', feedSchema);
  }

  /**
   * Puts news at the end of a user's feed, each unless the feed has the same or newer news of that thing.
   *
   * @param userId whose feed
   * @param news what there is to tell; at most one cart among it
   * @param at when it happened
   * @returns the messages with their numbers; none for what is told already or outdated
   */
  async append(userId: UserId, news: News[], at: Date): Promise<LiveMessage[]> {
    const all = await this.#appendTogether(userId, news, at);
    if (all) return all;
    if (news.length < 2) return [];
    const each: LiveMessage[] = [];
    for (const one of news) each.push(...((await this.#appendTogether(userId, [one], at)) ?? []));
    return each;
  }

  /**
   * @param userId whose feed
   * @param since a position in it
   * @returns what is kept after that position
   */
  async after(userId: UserId, since: number): Promise<Behind> {
    const count = { $subtract: ['$seq', since] };
    const [found] = await this.#model.aggregate<Behind>([
      { $match: { _id: userId } },
      {
        $project: {
          _id: 0,
          seq: 1,
          kept: { $size: '$feed' },
          places: { $cond: [{ $gt: [count, 0] }, { $slice: ['$feed', { $multiply: [count, -1] }] }, []] },
          cart: { $cond: [{ $gt: [count, 0] }, '$cart', '$$REMOVE'] },
        },
      },
    ]);
    return found ?? { seq: 0, kept: 0, places: [] };
  }

  /**
   * @param userIds some users
   * @returns the number of the newest message of each that has one
   */
  async newest(userIds: string[]): Promise<Map<string, number>> {
    const found = await this.#model.find({ _id: { $in: userIds } }, { seq: 1 }).lean();
    return new Map(found.map(({ _id, seq }) => [_id, seq]));
  }

  async #appendTogether(userId: UserId, news: News[], at: Date): Promise<LiveMessage[] | undefined> {
    const places = news.map((one) => placeOf(one, at));
    const cart = news.find((one) => one.kind === 'cart')?.cart;
    const seq = await this.#write(userId, places, cart);
    if (seq === undefined) return undefined;
    const before = seq - places.length;
    if (Math.floor(seq / trimEvery) > Math.floor(before / trimEvery)) await this.#trim(userId);
    return places.map((place, index) => messageOf(place, before + 1 + index, cart));
  }

  async #write(userId: UserId, places: Place[], cart: CartSnapshot | undefined): Promise<number | undefined> {
    const told = places.map(({ subject, rank }) => ({ subject, rank: { $gte: rank } }));
    const fresh: QueryFilter<FeedDocument> = {
      _id: userId,
      feed: { $not: { $elemMatch: { $or: told } } },
      ...(cart && { $or: [{ 'cart.cartId': { $ne: cart.cartId } }, { 'cart.version': { $lt: cart.version } }] }),
    };
    const change = {
      $inc: { seq: places.length },
      $push: { feed: { $each: places } },
      ...(cart && { $set: { cart } }),
    };
    const options = { returnDocument: 'after', projection: { seq: 1 } } as const;
    const known = await this.#model.findOneAndUpdate(fresh, change, options).lean();
    if (known) return known.seq;
    try {
      // Nothing fits: either the feed has it, and inserting fails on the _id, or the user has no feed yet.
      const first = { _id: userId, seq: places.length, feed: places, ...(cart && { cart }) };
      await this.#model.insertMany([first], { lean: true });
      return places.length;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    // Somebody else may have begun the feed in between; then it fits now.
    return (await this.#model.findOneAndUpdate(fresh, change, options).lean())?.seq;
  }

  async #trim(userId: UserId): Promise<void> {
    await this.#model.updateOne({ _id: userId }, { $push: { feed: { $each: [], $slice: -feedKeeps } } });
  }
}
