import { UserId } from '@credenza/contracts';
import {
  type Aggregates,
  type Deps,
  type Outboxed,
  outboxFields,
  type Stored,
  type Transaction,
} from '@credenza/service-kit';
import { Schema } from 'mongoose';
import { type Balance, fundsIn, move } from './balance.ts';
import type { Config } from './config.ts';
import type { Funds, Posting } from './ledger.ts';

const schema = new Schema<Balance & Outboxed>(
  { ...outboxFields, funds: { type: Schema.Types.Mixed, required: true } },
  { collection: 'accounts', versionKey: false, minimize: false },
);

/** The running balances, one document per shop. The other accounts have none: every posting would wait for every other one. */
export class Balances {
  readonly aggregates: Aggregates<Balance>;

  /** @param deps what the kit gives the service */
  constructor(deps: Deps<Config>) {
    this.aggregates = deps.aggregates<Balance>(deps.db.model<Balance & Outboxed>('Account', schema), 'balance');
  }

  /**
   * Makes sure that shops have a balance to move; outside of a transaction, where two that do so at once cannot fail each other.
   *
   * @param sellers the shops
   */
  async open(sellers: UserId[]): Promise<void> {
    const { model } = this.aggregates;
    const known = new Set(
      (
        await model
          .find({ _id: { $in: sellers } })
          .select('_id')
          .lean()
      ).map(({ _id }) => _id),
    );
    for (const sellerId of sellers) if (!known.has(sellerId)) await this.aggregates.create(sellerId, { funds: {} });
  }

  /**
   * Moves the funds of every shop that a posting names.
   *
   * @param posting the posting
   * @param transaction the one that writes the posting
   */
  async move(posting: Posting, transaction: Transaction): Promise<void> {
    for (const sellerId of posting.sellers)
      await this.aggregates.change(sellerId, (balance) => move(balance, posting), { transaction });
  }

  /**
   * @param sellers some shops
   * @param transaction when they are read as part of one
   * @returns their balances; those without one are missing
   */
  async of(sellers: UserId[], transaction?: Transaction): Promise<Map<UserId, Stored<Balance>>> {
    const { model } = this.aggregates;
    const found = await model
      .find({ _id: { $in: sellers } })
      .select('-outbox -outboxLease')
      .session(transaction?.session ?? null)
      .lean<Stored<Balance>[]>();
    return new Map(found.map((balance) => [UserId.parse(balance._id), balance]));
  }

  /**
   * @param currency an ISO 4217 code
   * @returns every shop that has or had funds in it, by id
   */
  async *inCurrency(currency: string): AsyncGenerator<{ sellerId: UserId; funds: Funds }> {
    const { model } = this.aggregates;
    const found = model
      .find({ [`funds.${currency}`]: { $exists: true } })
      .select('funds')
      .sort({ _id: 1 });
    for await (const balance of found.lean<Pick<Stored<Balance>, '_id' | 'funds'>[]>().cursor())
      yield { sellerId: UserId.parse(balance._id), funds: fundsIn(balance, currency) };
  }
}
