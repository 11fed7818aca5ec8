import type { Notification, NotificationId, UserId } from '@credenza/contracts';
import { isDuplicateKey, NotFound } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { PlaceInList } from './place-in-list.ts';

interface NotificationDocument extends Omit<Notification, 'notificationId' | 'createdAt' | 'readAt'> {
  _id: NotificationId;
  userId: UserId;
  createdAt: Date;
  readAt?: Date;
  /** Gone once it is read. */
  unread?: true;
  /** Gone once it has been told live. */
  untold?: true;
}

const yearSeconds = 365 * 24 * 3_600;

const notificationSchema = new Schema<NotificationDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    kind: { type: String, required: true },
    title: { type: String, required: true },
    body: { type: String, required: true },
    link: String,
    createdAt: { type: Date, required: true },
    readAt: Date,
    unread: Boolean,
    untold: Boolean,
  },
  { collection: 'notifications', versionKey: false },
)
  .index({ userId: 1, createdAt: -1, _id: -1 })
  // Only unread ones are in it, so that counting them for the bell reads nothing else.
  .index({ userId: 1, unread: 1, createdAt: -1, _id: -1 }, { partialFilterExpression: { unread: true } })
  .index({ createdAt: 1 }, { expireAfterSeconds: yearSeconds });

/** The notifications of all users, kept for a year. */
export class NotificationStore {
  readonly #model: Model<NotificationDocument>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<NotificationDocument>('Notification', notificationSchema);
  }

  /**
   * Keeps notifications; those that are kept already stay as they are.
   *
   * @param entries each with its owner
   * @returns the ids of those that still have to be told live
   */
  async keep(entries: { userId: UserId; notification: Notification }[]): Promise<Set<string>> {
    const documents = entries.map(({ userId, notification: { notificationId, createdAt, ...rest } }) => ({
      ...rest,
      _id: notificationId,
      userId,
      createdAt: new Date(createdAt),
      unread: true,
      untold: true,
    }));
    const ids = documents.map(({ _id }) => _id);
    if (ids.length === 0) return new Set();
    try {
      await this.#model.insertMany(documents, { lean: true, ordered: false });
      return new Set(ids);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const untold = await this.#model.find({ _id: { $in: ids }, untold: true }, { _id: 1 }).lean();
    return new Set(untold.map(({ _id }) => _id));
  }

  /** @param ids those that have been told live */
  async told(ids: Iterable<string>): Promise<void> {
    await this.#model.updateMany({ _id: { $in: [...ids] } }, { $unset: { untold: 1 } });
  }

  /**
   * @param userId the owner
   * @param page how many, after which place, and whether only unread ones
   * @returns up to `limit` + 1 notifications, newest first
   */
  async list(
    userId: UserId,
    page: { limit: number; cursor?: PlaceInList<NotificationId> | undefined; unread: boolean },
  ): Promise<Notification[]> {
    const filter = {
      userId,
      ...(page.unread && { unread: true as const }),
      ...(page.cursor && {
        createdAt: { $lte: page.cursor.at },
        $or: [{ createdAt: { $lt: page.cursor.at } }, { _id: { $lt: page.cursor.id } }],
      }),
    };
    const found = await this.#model
      .find(filter, { userId: 0, untold: 0, unread: 0 })
      .sort({ createdAt: -1, _id: -1 })
      .limit(page.limit + 1)
      .lean();
    return found.map(viewOf);
  }

  /**
   * @param userId the owner
   * @returns how many are unread
   */
  async unread(userId: UserId): Promise<number> {
    return await this.#model.countDocuments({ userId, unread: true });
  }

  /**
   * Marks one as read; a second time changes nothing.
   *
   * @param userId the owner
   * @param id which one
   * @param at when
   * @returns the notification
   * @throws NotFound when it is not this user's
   */
  async read(userId: UserId, id: NotificationId, at: Date): Promise<Notification> {
    const change = { $set: { readAt: at }, $unset: { unread: 1 } } as const;
    const options = { returnDocument: 'after' } as const;
    const found =
      (await this.#model.findOneAndUpdate({ _id: id, userId, unread: true }, change, options).lean()) ??
      (await this.#model.findOne({ _id: id, userId }).lean());
    if (!found) throw new NotFound('notification');
    return viewOf(found);
  }

  /**
   * @param userId the owner
   * @param at when
   * @returns how many were unread until now
   */
  async readAll(userId: UserId, at: Date): Promise<number> {
    const result = await this.#model.updateMany(
      { userId, unread: true },
      { $set: { readAt: at }, $unset: { unread: 1 } },
    );
    return result.modifiedCount;
  }
}

function viewOf(document: Omit<NotificationDocument, 'userId' | 'unread' | 'untold'>): Notification {
  const { _id, kind, title, body, link, createdAt, readAt } = document;
  return {
    notificationId: _id,
    kind,
    title,
    body,
    ...(link !== undefined && { link }),
    createdAt: createdAt.toISOString(),
    ...(readAt && { readAt: readAt.toISOString() }),
  };
}
