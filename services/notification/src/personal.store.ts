import { erasedText, type PrivacySubject, type UserId } from '@credenza/contracts';
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
 * user's, what bears a shop's as `sellerId` the shop's, and so are mails to the user's address.
 */
export class PersonalStore {
  readonly #db: Connection;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#db = db;
  }

  /**
   * @param subject a user, and the shop that is nobody else's
   * @returns each document about them, with the name of its collection
   */
  async *of(subject: PrivacySubject): AsyncGenerator<[string, object]> {
    const { mails } = await this.#filters(subject);
    for (const name of await this.#names())
      for await (const document of this.#collection(name).find(name === 'mails' ? mails : ownBy(subject)))
        yield [name, document];
  }

  /**
   * @param subject a user to forget, and the shop that is nobody else's
   * @returns how many documents were about them
   */
  async forget(subject: PrivacySubject): Promise<number> {
    const { mails, inTheirName } = await this.#filters(subject);
    let count = await this.#forgetWords(subject.userId);
    // The address goes last: a repetition after a crash needs it to find the mails.
    const names = (await this.#names()).filter((name) => name !== 'recipients');
    for (const name of [...names, 'recipients']) {
      const filter = name === 'mails' ? { $or: [mails, ...inTheirName] } : ownBy(subject);
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
    const about = sales.map((link) => literal(link.slice(link.lastIndexOf('/') + 1))).join('|');
    const mailed = { template: { $in: quotingKinds }, text: { $regex: about } };
    const mails = await this.#db.collection('mails').deleteMany(mailed);
    const sent = await this.#db.collection('webhookMessages').deleteMany({ body: { $regex: about } });
    return modifiedCount + feeds.modifiedCount + mails.deletedCount + sent.deletedCount;
  }

  async #filters(
    subject: PrivacySubject,
  ): Promise<{ mails: mongo.Filter<Document>; inTheirName: mongo.Filter<Document>[] }> {
    const recipients = this.#db.collection<{ _id: string; email?: string; name?: string }>('recipients');
    const known = await recipients.findOne({ _id: subject.userId });
    if (known?.email === undefined) return { mails: ownBy(subject), inTheirName: [] };
    const mails = { $or: [{ 'to.address': known.email }, ownBy(subject)] };
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

function ownBy({ userId, sellerId }: PrivacySubject): mongo.Filter<Document> {
  return { $or: [{ _id: userId }, { userId }, ...(sellerId === undefined ? [] : [{ sellerId }])] };
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
