import type { UserId } from '@credenza/contracts';
import { type Connection, type Model, Schema } from 'mongoose';
import { z } from 'zod';

/** What the sandbox's bank does with the transfers to one shop. */
export const AccountBehaviour = z.enum(['settles', 'returns', 'returns-late', 'refuses', 'loses-answers']);
export type AccountBehaviour = z.infer<typeof AccountBehaviour>;

/** A transfer in the books of the sandbox's bank. */
export interface SandboxTransfer {
  /** The payout's id; one document per payout is what makes it one transfer. */
  _id: string;
  sellerId: UserId;
  amount: number;
  currency: string;
  reference: string;
  /** How it goes on is decided when it is entered, and then only a matter of time. */
  does: AccountBehaviour;
  /** How often it was asked for. */
  calls: number;
  createdAt: Date;
}

interface SandboxAccount {
  /** The shop's id. */
  _id: string;
  does: AccountBehaviour;
}

const transferSchema = new Schema<SandboxTransfer>(
  {
    _id: { type: String, required: true },
    sellerId: { type: String, required: true },
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
    reference: { type: String, required: true },
    does: { type: String, required: true },
    calls: { type: Number, required: true },
    createdAt: { type: Date, required: true, index: true },
  },
  { collection: 'sandbox_transfers', versionKey: false },
);
const accountSchema = new Schema<SandboxAccount>(
  { _id: { type: String, required: true }, does: { type: String, required: true } },
  { collection: 'sandbox_accounts', versionKey: false },
);

/** The books of the sandbox's bank, which it keeps as if it were another company. */
export class SandboxTransfers {
  readonly model: Model<SandboxTransfer>;
  readonly #accounts: Model<SandboxAccount>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.model = db.model<SandboxTransfer>('SandboxTransfer', transferSchema);
    this.#accounts = db.model<SandboxAccount>('SandboxAccount', accountSchema);
  }

  /**
   * @param sellerId a shop
   * @param does what happens to its transfers from now on
   */
  async arrange(sellerId: UserId, does: AccountBehaviour): Promise<void> {
    await this.#accounts.updateOne({ _id: sellerId }, { $set: { does } }, { upsert: true });
  }

  /**
   * @param sellerId a shop
   * @returns what happens to its transfers
   */
  async behaviourOf(sellerId: UserId): Promise<AccountBehaviour> {
    return (await this.#accounts.findById(sellerId).lean())?.does ?? 'settles';
  }

  /**
   * Enters a transfer unless there is one with its key, and counts the call.
   *
   * @param fresh the transfer as it would start; its `calls` are added to those before
   * @returns the transfer as it is
   */
  async enter(fresh: SandboxTransfer): Promise<SandboxTransfer> {
    const { _id, calls, ...rest } = fresh;
    return await this.model
      .findOneAndUpdate({ _id }, { $setOnInsert: rest, $inc: { calls } }, { upsert: true, returnDocument: 'after' })
      .orFail()
      .lean<SandboxTransfer>();
  }

  /**
   * @param payoutId an idempotency key
   * @returns its transfer
   */
  async find(payoutId: string): Promise<SandboxTransfer | undefined> {
    return (await this.model.findById(payoutId).lean<SandboxTransfer>()) ?? undefined;
  }

  /**
   * @param since the beginning of a period
   * @param until its end
   * @returns the transfers that something may have happened to in it
   */
  entered(since: Date, until: Date): AsyncIterable<SandboxTransfer> {
    const from = new Date(since.getTime() - 24 * 3_600_000);
    return this.model
      .find({ createdAt: { $gte: from, $lt: until } })
      .sort({ createdAt: 1 })
      .lean<SandboxTransfer[]>()
      .cursor();
  }
}
