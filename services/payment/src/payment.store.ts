import type { UserId } from '@credenza/contracts';
import { type Aggregates, type Deps, type Outboxed, outboxFields, type Stored } from '@credenza/service-kit';
import { type Model, Schema } from 'mongoose';
import type { Config } from './config.ts';
import { checkAfterMs, type PartRefund, type Payment, type PaymentState } from './payment.ts';

const partRefund = new Schema<PartRefund>(
  {
    refundId: String,
    sellerId: String,
    amount: Number,
    shop: Number,
    commission: Number,
    marketDiscount: Number,
    status: String,
    reference: String,
    reason: String,
    orderedAt: Date,
    settledAt: Date,
  },
  { _id: false },
);

const schema = new Schema<Payment & Outboxed>(
  {
    ...outboxFields,
    orderId: { type: String, required: true },
    buyerId: { type: String, required: true },
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
    provider: { type: String, required: true },
    state: { type: String, required: true },
    token: String,
    expiresAt: Date,
    buyerStep: Schema.Types.Mixed,
    reference: String,
    fee: Number,
    delayedAt: Date,
    reason: String,
    refundReference: String,
    refunds: { type: [partRefund], default: undefined },
    sale: {
      type: [
        { _id: false, sellerId: String, total: Number, share: Number, commission: Number, marketDiscount: Number },
      ],
      default: undefined,
    },
    deliveries: { type: [{ _id: false, sellerId: String, releaseAt: Date }], default: undefined },
    booked: { type: [String], default: undefined },
    bookAt: { type: Date, index: { sparse: true } },
    nextCheckAt: { type: Date, index: { sparse: true } },
    createdAt: { type: Date, required: true },
    settledAt: Date,
  },
  { collection: 'payments', versionKey: false },
)
  .index({ buyerId: 1, _id: -1 })
  .index({ state: 1, _id: -1 })
  .index({ 'refunds.refundId': 1 }, { sparse: true });

/** Which payments a list shows; missing means any. */
export interface Selection {
  paymentId?: string | undefined;
  buyerId?: UserId | undefined;
  state?: PaymentState | undefined;
}

/** The payments. Their ids follow from the orders' (see `paymentIdOf`), so `_id` is the unique key of both. */
export class Payments {
  readonly aggregates: Aggregates<Payment>;
  readonly #model: Model<Payment & Outboxed>;

  /** @param deps what the kit gives the service */
  constructor(deps: Deps<Config>) {
    this.#model = deps.db.model<Payment & Outboxed>('Payment', schema);
    this.aggregates = deps.aggregates<Payment>(this.#model, 'payment');
  }

  /**
   * @param ids some payments' ids
   * @returns those that exist
   */
  async of(ids: string[]): Promise<Stored<Payment>[]> {
    return await this.#model
      .find({ _id: { $in: ids } })
      .select('-outbox -outboxLease')
      .lean<Stored<Payment>[]>();
  }

  /**
   * @param refundIds some part refunds' ids
   * @returns those that exist, with the currency of their payment
   */
  async refundsOf(refundIds: string[]): Promise<(PartRefund & { currency: string })[]> {
    const found = await this.#model
      .find({ 'refunds.refundId': { $in: refundIds } })
      .select('refunds currency')
      .lean<Stored<Payment>[]>();
    return found.flatMap(({ refunds = [], currency }) => refunds.map((one) => ({ ...one, currency })));
  }

  /**
   * @param selection which ones
   * @param page how many, and the id of the last one of the page before
   * @returns payments, those of the newest orders first, and whether there are more
   */
  async list(
    selection: Selection,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: Stored<Payment>[]; more: boolean }> {
    const id = {
      ...(selection.paymentId !== undefined && { $eq: selection.paymentId }),
      ...(page.cursor !== undefined && { $lt: page.cursor }),
    };
    const filter = {
      ...(Object.keys(id).length > 0 && { _id: id }),
      ...(selection.buyerId !== undefined && { buyerId: selection.buyerId }),
      ...(selection.state !== undefined && { state: selection.state }),
    };
    const found = await this.#model
      .find(filter)
      .select('-outbox -outboxLease')
      .sort({ _id: -1 })
      .limit(page.limit + 1)
      .lean<Stored<Payment>[]>();
    return { items: found.slice(0, page.limit), more: found.length > page.limit };
  }

  /**
   * Takes one payment that has waited too long for the provider or for the ledger, and puts its next turn off so that no other
   * process takes it at the same time.
   *
   * @param what `nextCheckAt` for the provider, `bookAt` for the ledger
   * @param now the time
   * @returns the payment; undefined when none is due
   */
  async takeDue(what: 'nextCheckAt' | 'bookAt', now: Date): Promise<Stored<Payment> | undefined> {
    const change = { $set: { [what]: new Date(now.getTime() + checkAfterMs) } };
    const found = await this.#model
      .findOneAndUpdate({ [what]: { $lte: now } }, change, { sort: { [what]: 1 }, returnDocument: 'after' })
      .select('-outbox -outboxLease')
      .lean<Stored<Payment>>();
    return found ?? undefined;
  }

  /**
   * Notes what was posted about a payment, unless it has changed meanwhile: then whoever changed it does.
   *
   * @param payment the payment as it was posted
   * @param ids the postings
   * @param next when the next one is due
   */
  async noteBooked(payment: Stored<Payment>, ids: string[], next: Date | undefined): Promise<void> {
    const at = next ? { $set: { bookAt: next } } : { $unset: { bookAt: 1 as const } };
    await this.#model.updateOne(
      { _id: payment._id, version: payment.version },
      { $addToSet: { booked: { $each: ids } }, ...at },
    );
  }

  /**
   * Hands payments to the job that posts what is missing.
   *
   * @param ids the payments
   * @param now the time
   */
  async bookAgain(ids: string[], now: Date): Promise<void> {
    await this.#model.updateMany({ _id: { $in: ids } }, { $set: { bookAt: now } });
  }
}
