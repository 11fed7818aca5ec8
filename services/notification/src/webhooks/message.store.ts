import type { WebhookId, WebhookMessageId } from '@credenza/contracts';
import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { PlaceInList } from '../place-in-list.ts';
import type { Attempt, WebhookMessage } from './webhook.ts';

interface MessageDocument extends Omit<WebhookMessage, 'messageId'> {
  _id: WebhookMessageId;
}

const keepSeconds = 30 * 24 * 3_600;
const logsAtMost = 30;

const messageSchema = new Schema<MessageDocument>(
  {
    _id: { type: String, required: true },
    webhookId: { type: String, required: true },
    type: { type: String, required: true },
    body: { type: String, required: true },
    status: { type: String, required: true },
    attempts: { type: Number, required: true },
    log: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true, index: { expireAfterSeconds: keepSeconds } },
    nextAt: Date,
  },
  { collection: 'webhookMessages', versionKey: false },
)
  .index({ webhookId: 1, status: 1, nextAt: 1 })
  .index({ webhookId: 1, createdAt: -1, _id: -1 });

/** Which messages of a webhook. */
export type Chosen = { messageId: WebhookMessageId } | { since: Date; until: Date };

/** What is sent to receivers, and how that went; kept for 30 days. */
export class WebhookMessageStore {
  readonly #model: Model<MessageDocument>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<MessageDocument>('WebhookMessage', messageSchema);
  }

  /** @param messages new ones; those that are known stay as they are */
  async add(
    messages: Pick<WebhookMessage, 'messageId' | 'webhookId' | 'type' | 'body' | 'createdAt'>[],
  ): Promise<void> {
    const documents = messages.map(({ messageId, ...message }) => ({
      _id: messageId,
      ...message,
      status: 'pending' as const,
      attempts: 0,
      log: [],
      nextAt: message.createdAt,
    }));
    try {
      await this.#model.insertMany(documents, { lean: true, ordered: false });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /**
   * @param webhookId a webhook
   * @returns its message that is due first
   */
  async next(webhookId: WebhookId): Promise<WebhookMessage | undefined> {
    const query = { webhookId, status: 'pending' as const };
    const found = await this.#model.findOne(query).sort({ nextAt: 1 }).lean<MessageDocument>();
    return found ? messageOf(found) : undefined;
  }

  /**
   * Notes how a try went.
   *
   * @param messageId which message
   * @param attempt the try
   * @param outcome what becomes of the message
   */
  async tried(
    messageId: WebhookMessageId,
    attempt: Attempt,
    outcome: { status: 'sent' | 'dead' } | { status: 'pending'; nextAt: Date },
  ): Promise<void> {
    const waits = outcome.status === 'pending';
    await this.#model.updateOne(
      { _id: messageId },
      {
        $set: outcome,
        $inc: { attempts: 1 },
        $push: { log: { $each: [attempt], $slice: -logsAtMost } },
        ...(!waits && { $unset: { nextAt: 1 as const } }),
      },
    );
  }

  /**
   * Sends messages again, under their own ids and with all tries anew.
   *
   * @param webhookId the webhook
   * @param chosen which of its messages
   * @param now the time
   * @returns how many
   */
  async replay(webhookId: WebhookId, chosen: Chosen, now: Date): Promise<number> {
    const which =
      'messageId' in chosen ? { _id: chosen.messageId } : { createdAt: { $gte: chosen.since, $lte: chosen.until } };
    const { matchedCount } = await this.#model.updateMany(
      { webhookId, ...which },
      { $set: { status: 'pending', attempts: 0, nextAt: now } },
    );
    return matchedCount;
  }

  /**
   * @param webhookId a webhook
   * @param page how many, after which place
   * @returns up to `limit` + 1 of its messages, newest first
   */
  async list(
    webhookId: WebhookId,
    page: { limit: number; cursor?: PlaceInList<WebhookMessageId> | undefined },
  ): Promise<WebhookMessage[]> {
    const { cursor, limit } = page;
    const after = cursor && {
      createdAt: { $lte: cursor.at },
      $or: [{ createdAt: { $lt: cursor.at } }, { _id: { $lt: cursor.id } }],
    };
    const found = await this.#model
      .find({ webhookId, ...after })
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean<MessageDocument[]>();
    return found.map(messageOf);
  }

  /** @param webhookId one that is gone */
  async forget(webhookId: WebhookId): Promise<void> {
    await this.#model.deleteMany({ webhookId });
  }
}

function messageOf({ _id, ...message }: MessageDocument): WebhookMessage {
  return { messageId: _id, ...message };
}
