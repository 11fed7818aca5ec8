import { type Connection, type Model, Schema } from 'mongoose';

/** A webhook that the sandbox owes us until we have answered it. */
export interface OwedWebhook {
  id: string;
  dueAt: Date;
}

/** Money that the sandbox has given back; one entry per refund id is what makes it one refund. */
export interface SandboxRefund {
  id: string;
  amount: number;
  reference: string;
  at: Date;
}

/** What the sandbox knows about one charge. */
export interface SandboxCharge {
  /** The idempotency key; one document per key is what makes it one charge. */
  _id: string;
  token: string;
  amount: number;
  currency: string;
  /** `trying` is a charge that has not got through to the sandbox's own bank yet. */
  status: 'approved' | 'declined' | 'pending' | 'trying' | 'canceled';
  reference: string;
  /** How often it was asked to charge, and to refund. */
  calls: number;
  refundCalls?: number;
  refunds?: SandboxRefund[];
  webhook?: OwedWebhook;
  createdAt: Date;
  /** When it was approved. */
  decidedAt?: Date;
}

const schema = new Schema<SandboxCharge>(
  {
    _id: { type: String, required: true },
    token: String,
    amount: Number,
    currency: String,
    status: { type: String, required: true },
    reference: { type: String, required: true },
    calls: { type: Number, required: true },
    refundCalls: Number,
    refunds: {
      type: [new Schema<SandboxRefund>({ id: String, amount: Number, reference: String, at: Date }, { _id: false })],
      default: undefined,
    },
    webhook: new Schema<OwedWebhook>({ id: String, dueAt: Date }, { _id: false }),
    createdAt: { type: Date, required: true },
    decidedAt: Date,
  },
  { collection: 'sandbox_charges', versionKey: false },
)
  .index({ 'webhook.dueAt': 1 }, { sparse: true })
  .index({ decidedAt: 1 })
  .index({ 'refunds.at': 1 }, { sparse: true });

/** The sandbox's own books, which it keeps as if it were another company: payments are never looked up here. */
export class SandboxCharges {
  readonly model: Model<SandboxCharge>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.model = db.model<SandboxCharge>('SandboxCharge', schema);
  }

  /**
   * Enters a charge unless there is one with its key, and counts the call.
   *
   * @param fresh the charge as it would start; its `calls` are added to those before
   * @returns the charge as it is
   */
  async enter(fresh: SandboxCharge): Promise<SandboxCharge> {
    const { _id, calls, ...rest } = fresh;
    const change = { $setOnInsert: rest, $inc: { calls } };
    return await this.model
      .findOneAndUpdate({ _id }, change, { upsert: true, returnDocument: 'after' })
      .orFail()
      .lean<SandboxCharge>();
  }

  /**
   * @param key an idempotency key
   * @returns its charge
   */
  async find(key: string): Promise<SandboxCharge | undefined> {
    return (await this.model.findById(key).lean<SandboxCharge>()) ?? undefined;
  }

  /**
   * Decides a charge that is still open; a decided one stays as it is.
   *
   * @param key an idempotency key
   * @param status how it ends
   * @param at the time
   * @returns the charge as it is then; undefined when there is none
   */
  async decide(key: string, status: 'approved' | 'canceled', at: Date): Promise<SandboxCharge | undefined> {
    const change = { status, ...(status === 'approved' && { decidedAt: at }) };
    await this.model.updateOne({ _id: key, status: { $in: ['pending', 'trying'] } }, { $set: change });
    return await this.find(key);
  }

  /**
   * Enters a refund of an approved charge unless there is one with its id, and counts the call. All refunds of a charge together
   * never exceed it.
   *
   * @param key the charge's key
   * @param refund the refund as it would be entered
   * @returns the charge with the refund in it; undefined when there is not that much to give back, or the id names another refund
   */
  async giveBack(key: string, refund: SandboxRefund): Promise<SandboxCharge | undefined> {
    const before = { $ifNull: ['$refunds', []] };
    const fits = { $lte: [{ $add: [{ $sum: '$refunds.amount' }, refund.amount] }, '$amount'] };
    const refundable = {
      _id: key,
      status: 'approved' as const,
      $or: [
        { refunds: { $elemMatch: { id: refund.id, amount: refund.amount } } },
        { 'refunds.id': { $ne: refund.id }, $expr: fits },
      ],
    };
    const entered = {
      $cond: [{ $in: [refund.id, { $ifNull: ['$refunds.id', []] }] }, before, { $concatArrays: [before, [refund]] }],
    };
    const counted = { $add: [{ $ifNull: ['$refundCalls', 0] }, 1] };
    const found = await this.model
      .findOneAndUpdate(refundable, [{ $set: { refunds: entered, refundCalls: counted } }], {
        returnDocument: 'after',
        updatePipeline: true,
      })
      .lean<SandboxCharge>();
    return found ?? undefined;
  }

  /**
   * Takes one webhook that is due and puts it off, so that nobody else sends it meanwhile and a failure sends it again.
   *
   * @param now the time
   * @param again when it is due once more
   * @returns the charge it is about
   */
  async takeDueWebhook(now: Date, again: Date): Promise<SandboxCharge | undefined> {
    const found = await this.model
      .findOneAndUpdate(
        { 'webhook.dueAt': { $lte: now } },
        { $set: { 'webhook.dueAt': again } },
        { sort: { 'webhook.dueAt': 1 } },
      )
      .lean<SandboxCharge>();
    return found ?? undefined;
  }

  /** @param key the charge whose webhook has arrived */
  async webhookArrived(key: string): Promise<void> {
    await this.model.updateOne({ _id: key }, { $unset: { webhook: 1 } });
  }

  /**
   * @param since the beginning of a period
   * @param until its end
   * @returns what was charged in it
   */
  charged(since: Date, until: Date): AsyncIterable<SandboxCharge> {
    return this.model
      .find({ status: 'approved', amount: { $gt: 0 }, decidedAt: { $gte: since, $lt: until } })
      .sort({ decidedAt: 1 })
      .lean<SandboxCharge[]>()
      .cursor();
  }

  /**
   * @param since the beginning of a period
   * @param until its end
   * @returns the charges of which something was given back in it
   */
  refunded(since: Date, until: Date): AsyncIterable<SandboxCharge> {
    return this.model
      .find({ refunds: { $elemMatch: { at: { $gte: since, $lt: until } } } })
      .lean<SandboxCharge[]>()
      .cursor();
  }
}
