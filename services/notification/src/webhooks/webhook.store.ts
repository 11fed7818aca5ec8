import type { UserId, WebhookId } from '@credenza/contracts';
import { NotFound } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { WebhookEvent } from './events.ts';
import type { Webhook } from './webhook.ts';

interface WebhookDocument extends Omit<Webhook, 'webhookId'> {
  _id: WebhookId;
  /** When its next message is due; missing while there is none. */
  nextAt?: Date;
  /** Until when somebody is delivering to it: one message at a time, so that a slow receiver holds up itself alone. */
  busyUntil?: Date;
  /** Counts what was put in line, so that nothing is overlooked that comes while somebody is looking. */
  queued: number;
}

const webhookSchema = new Schema<WebhookDocument>(
  {
    _id: { type: String, required: true },
    sellerId: { type: String, required: true, index: true },
    url: { type: String, required: true },
    events: { type: [String], required: true },
    secrets: { type: Schema.Types.Mixed, required: true },
    status: { type: String, required: true },
    failingSince: Date,
    createdAt: { type: Date, required: true },
    nextAt: Date,
    busyUntil: Date,
    queued: { type: Number, required: true },
  },
  { collection: 'webhooks', versionKey: false },
).index({ status: 1, nextAt: 1 });

/** A webhook that this process delivers to. */
export type ClaimedWebhook = Webhook & { queued: number };

/** Where shops have events sent to, and whose turn it is. */
export class WebhookStore {
  readonly #model: Model<WebhookDocument>;
  readonly #leaseMs: number;

  /**
   * @param db the service's database
   * @param leaseMs longer than one delivery can take
   */
  constructor(db: Connection, leaseMs: number) {
    this.#model = db.model<WebhookDocument>('Webhook', webhookSchema);
    this.#leaseMs = leaseMs;
  }

  /** @param webhook a new one */
  async add({ webhookId, ...webhook }: Webhook): Promise<void> {
    await this.#model.insertMany([{ _id: webhookId, ...webhook, queued: 0 }], { lean: true });
  }

  /**
   * @param sellerId a shop
   * @returns its webhooks, oldest first
   */
  async of(sellerId: UserId): Promise<Webhook[]> {
    return (await this.#model.find({ sellerId }).sort({ _id: 1 }).lean<WebhookDocument[]>()).map(webhookOf);
  }

  /**
   * @param sellerId the shop
   * @param webhookId one of its webhooks
   * @returns the webhook
   * @throws NotFound when it is not the shop's
   */
  async get(sellerId: UserId, webhookId: WebhookId): Promise<Webhook> {
    const found = await this.#model.findOne({ _id: webhookId, sellerId }).lean<WebhookDocument>();
    if (!found) throw new NotFound('webhook');
    return webhookOf(found);
  }

  /**
   * @param sellerId the shop
   * @param webhookId one of its webhooks
   * @param change what is different; an active one is as good as new
   * @returns the webhook after it
   * @throws NotFound when it is not the shop's
   */
  async change(
    sellerId: UserId,
    webhookId: WebhookId,
    change: Partial<Pick<Webhook, 'url' | 'events' | 'secrets' | 'status'>>,
  ): Promise<Webhook> {
    const anew = change.status === 'active' && { $unset: { failingSince: 1 as const } };
    const found = await this.#model
      .findOneAndUpdate({ _id: webhookId, sellerId }, { $set: change, ...anew }, { returnDocument: 'after' })
      .lean<WebhookDocument>();
    if (!found) throw new NotFound('webhook');
    return webhookOf(found);
  }

  /**
   * @param sellerId the shop
   * @param webhookId one of its webhooks, which is gone then
   * @throws NotFound when it is not the shop's
   */
  async remove(sellerId: UserId, webhookId: WebhookId): Promise<void> {
    const { deletedCount } = await this.#model.deleteOne({ _id: webhookId, sellerId });
    if (deletedCount === 0) throw new NotFound('webhook');
  }

  /**
   * @param sellerIds some shops
   * @param event an event's name
   * @returns their webhooks that want it
   */
  async wanting(sellerIds: UserId[], event: WebhookEvent): Promise<Webhook[]> {
    const query = { sellerId: { $in: sellerIds }, events: event, status: 'active' as const };
    return (await this.#model.find(query).lean<WebhookDocument[]>()).map(webhookOf);
  }

  /**
   * Puts webhooks in line, after their messages were written.
   *
   * @param ids the webhooks
   * @param now the time
   */
  async queue(ids: WebhookId[], now: Date): Promise<void> {
    await this.#model.updateMany({ _id: { $in: ids } }, { $min: { nextAt: now }, $inc: { queued: 1 } });
  }

  /**
   * Takes the webhook that has waited longest and has nobody delivering to it, for this process alone.
   *
   * @param now the time
   * @returns the webhook; undefined when none is due
   */
  async claim(now: Date): Promise<ClaimedWebhook | undefined> {
    const due = {
      status: 'active' as const,
      nextAt: { $lte: now },
      $or: [{ busyUntil: { $exists: false } }, { busyUntil: { $lte: now } }],
    };
    const taken = { $set: { busyUntil: new Date(now.getTime() + this.#leaseMs) } };
    const options = { sort: { nextAt: 1 }, returnDocument: 'after' } as const;
    const found = await this.#model.findOneAndUpdate(due, taken, options).lean<WebhookDocument>();
    return found ? { ...webhookOf(found), queued: found.queued } : undefined;
  }

  /**
   * Lets go of a claimed webhook.
   *
   * @param webhook the webhook
   * @param after when its next message is due, if there is one, and since when nothing has arrived, if so
   */
  async release(
    { webhookId, queued }: ClaimedWebhook,
    after: { nextAt: Date | undefined; failingSince: Date | undefined },
  ): Promise<void> {
    const { nextAt, failingSince } = after;
    const health = failingSince ? { $set: { failingSince } } : undefined;
    const gone = { busyUntil: 1 as const, ...(!failingSince && { failingSince: 1 as const }) };
    // What was put in line meanwhile is looked for again.
    await this.#model.updateOne(
      { _id: webhookId, queued },
      nextAt ? { $set: { nextAt } } : { $unset: { nextAt: 1 as const } },
    );
    await this.#model.updateOne({ _id: webhookId }, { ...health, $unset: gone });
  }

  /** @param webhookId one that has failed for too long */
  async disable(webhookId: WebhookId): Promise<void> {
    await this.#model.updateOne({ _id: webhookId }, { $set: { status: 'disabled' } });
  }
}

function webhookOf({ _id, nextAt: _next, busyUntil: _busy, queued: _queued, ...webhook }: WebhookDocument): Webhook {
  return { webhookId: _id, ...webhook };
}
