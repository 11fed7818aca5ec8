import { erasedText, type UserId } from '@credenza/contracts';
import type { Connection, mongo } from 'mongoose';

/** What the kit keeps, which it exports and erases by itself, and the shops, which hold nothing but ids. */
const notOurs = new Set(['audit', 'deliveries', 'events', 'idempotency', 'jobs', 'privacy', 'export_parts', 'shops']);

/** Notifications for shops that quote their buyer. */
const quotingKinds = ['return.requested', 'dispute.opened', 'dispute.resolved', 'sale.reduced'];

interface Document {
  _id: mongo.ObjectId | string;
}

/**
 * Everything here is about people, so this goes by a rule and not by a list: what bears a user's id, as its own or as `userId`, is the
 * user's, and so are mails to the user's address.
 */
export class PersonalStore {
  readonly #db: Connection;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#db = db;
  }

  /**
   * @param userId a user
   * @returns each document about the user, with the name of its collection
   */
  async *of(userId: UserId): AsyncGenerator<[string, object]> {
    const { mails } = await this.#filters(userId);
    for (const name of await this.#names())
      for await (const document of this.#collection(name).find(name === 'mails' ? mails : ownBy(userId)))
        yield [name, document];
  }

  /**
   * @param userId a user to forget
   * @returns how many documents were about the user
   */
  async forget(userId: UserId): Promise<number> {
    const { mails, inTheirName } = await this.#filters(userId);
    let count = await this.#forgetWords(userId);
    // The address goes last: a repetition after a crash needs it to find the mails.
    const names = (await this.#names()).filter((name) => name !== 'recipients');
    for (const name of [...names, 'recipients']) {
      const filter = name === 'mails' ? { $or: [mails, ...inTheirName] } : ownBy(userId);
      count += (await this.#collection(name).deleteMany(filter)).deletedCount;
    }
    return count;
  }

  /** Shops were told what their buyer has written; the buyer's own notifications tell about which orders that can have been. */
  async #forgetWords(userId: UserId): Promise<number> {
    const notifications = this.#db.collection<{ userId: string; link?: string }>('notifications');
    const links: unknown[] = await notifications.distinct('link', { userId });
    const sales = links.flatMap((link) => (/^\/orders\/ord_\w+$/.test(String(link)) ? [`/seller${String(link)}`] : []));
    if (sales.length === 0) return 0;
    const quoting = { link: { $in: sales }, kind: { $in: quotingKinds }, userId: { $ne: userId } };
    const { modifiedCount } = await notifications.updateMany(quoting, { $set: { body: erasedText } });
    const place = 'news.notification';
    const told = { [`one.${place}.link`]: { $in: sales }, [`one.${place}.kind`]: { $in: quotingKinds } };
    const feeds = await this.#db
      .collection('feeds')
      .updateMany(
        { feed: { $elemMatch: { [`${place}.link`]: { $in: sales } } } },
        { $set: { [`feed.$[one].${place}.body`]: erasedText } },
        { arrayFilters: [told] },
      );
    return modifiedCount + feeds.modifiedCount;
  }

  async #filters(userId: UserId): Promise<{ mails: mongo.Filter<Document>; inTheirName: mongo.Filter<Document>[] }> {
    const recipients = this.#db.collection<{ _id: string; email?: string; name?: string }>('recipients');
    const known = await recipients.findOne({ _id: userId });
    if (known?.email === undefined) return { mails: ownBy(userId), inTheirName: [] };
    const mails = { $or: [{ 'to.address': known.email }, ownBy(userId)] };
    // Invitations into a shop say who asks.
    const asked = { template: 'invitation', status: 'sent', text: { $regex: literal(known.name ?? known.email) } };
    return { mails, inTheirName: [asked] };
  }

  async #names(): Promise<string[]> {
    return (await this.#db.listCollections()).map(({ name }) => name).filter((name) => !notOurs.has(name));
  }

  #collection(name: string) {
    return this.#db.collection<Document>(name);
  }
}

function ownBy(userId: UserId): mongo.Filter<Document> {
  return { $or: [{ _id: userId }, { userId }] };
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
