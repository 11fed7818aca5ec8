import type { UserId } from '@credenza/contracts';
import { type Deps, inTransaction, isDuplicateKey, type Transaction } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Balances } from './balance.store.ts';
import { fundsIn } from './balance.ts';
import type { Config } from './config.ts';
import { accountPattern, type Books, balanced, type Draft, type Entry, type Posting } from './ledger.ts';
import type { Place } from './ledger-cursor.ts';
import { Turns } from './turns.ts';

const name = 'ledger';

const schema = new Schema<Posting>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    currency: { type: String, required: true },
    paymentId: String,
    orderId: String,
    refundId: String,
    payoutId: String,
    sellers: { type: [String], required: true },
    entries: { type: [{ _id: false, account: String, amount: Number }], required: true },
    at: { type: Date, required: true },
  },
  { collection: name, versionKey: false },
)
  .index({ orderId: 1 })
  .index({ payoutId: 1 }, { sparse: true })
  .index({ sellers: 1, at: -1, _id: -1 })
  .index({ at: -1, _id: -1 });

/** The database itself takes nothing into the ledger that does not sum to zero. */
const validator = {
  $jsonSchema: {
    bsonType: 'object',
    required: ['_id', 'kind', 'currency', 'sellers', 'entries', 'at'],
    properties: {
      entries: {
        bsonType: 'array',
        minItems: 2,
        items: {
          bsonType: 'object',
          required: ['account', 'amount'],
          additionalProperties: false,
          properties: {
            account: { bsonType: 'string', pattern: accountPattern },
            amount: { bsonType: ['int', 'long', 'double'], multipleOf: 1 },
          },
        },
      },
    },
  },
  $expr: { $eq: [{ $sum: '$entries.amount' }, 0] },
};

/**
 * The double-entry ledger. It only grows: there is no way here to change or to delete a posting, and there must not be one anywhere.
 */
export class Ledger {
  readonly #model: Model<Posting>;
  readonly #balances: Balances;
  readonly #now: () => Date;
  readonly #turns = new Turns();

  private constructor(model: Model<Posting>, balances: Balances, now: () => Date) {
    this.#model = model;
    this.#balances = balances;
    this.#now = now;
  }

  /**
   * Opens the ledger and gives its collection the rule that every posting sums to zero.
   *
   * @param deps what the kit gives the service
   * @param balances the shops' running balances
   * @returns the ledger
   */
  static async open(deps: Deps<Config>, balances: Balances): Promise<Ledger> {
    await guard(deps.db);
    return new Ledger(deps.db.model<Posting>('Posting', schema), balances, deps.now);
  }

  /**
   * Posts something, once: what was posted before stays as it is. The posting, the running balances of its shops and their news are
   * written in one transaction; a posting that moves no shop's funds is one write.
   *
   * @param draft what to post
   * @returns what is in the ledger then; undefined when there was nothing to post
   * @throws Error when the entries do not sum to zero
   */
  async post(draft: Draft): Promise<Posting | undefined> {
    try {
      if (draft.sellers.length === 0 && Array.isArray(draft.entries)) return await this.#write(draft, draft.entries);
      await this.#balances.open(draft.sellers);
      return await this.#turns.take(
        draft.sellers,
        async () =>
          await inTransaction(this.#model.db, async (transaction) => {
            const entries = await this.#decided(draft, transaction);
            if (!entries) return undefined;
            const posting = await this.#write(draft, entries, transaction);
            await this.#balances.move(posting, transaction);
            return posting;
          }),
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return await this.get(draft._id);
    }
  }

  /**
   * @param id a posting's id
   * @returns the posting, if it was made
   */
  async get(id: string): Promise<Posting | undefined> {
    return (await this.#model.findById(id).lean<Posting>()) ?? undefined;
  }

  /**
   * @param ids postings' ids
   * @returns those that were made
   */
  async of(ids: string[]): Promise<Posting[]> {
    return await this.#model.find({ _id: { $in: ids } }).lean<Posting[]>();
  }

  /**
   * @param since the beginning of a period
   * @param until its end
   * @returns what was posted in it
   */
  between(since: Date, until: Date): AsyncIterable<Posting> {
    return this.#model
      .find({ at: { $gte: since, $lt: until } })
      .lean<Posting[]>()
      .cursor();
  }

  /**
   * @param filter postings of one order, shop or payout
   * @returns them, in the order of their time
   */
  async find(filter: Partial<Pick<Posting, 'orderId' | 'paymentId' | 'payoutId'>>): Promise<Posting[]> {
    return await this.#model.find(filter).sort({ at: 1, _id: 1 }).lean<Posting[]>();
  }

  /**
   * @param filter postings of one order, shop or payout
   * @param limit how many
   * @param before the last one of the page before
   * @returns postings, the newest first, and whether there are more
   */
  async page(
    filter: { orderId?: string; payoutId?: string; sellers?: UserId },
    limit: number,
    before: Place | undefined,
  ): Promise<{ items: Posting[]; more: boolean }> {
    // The bound on `at` alone lets the index go straight to the place.
    const older = before && {
      at: { $lte: before.at },
      $or: [{ at: { $lt: before.at } }, { _id: { $lt: before._id } }],
    };
    const found = await this.#model
      .find({ ...filter, ...older })
      .sort({ at: -1, _id: -1 })
      .limit(limit + 1)
      .lean<Posting[]>();
    return { items: found.slice(0, limit), more: found.length > limit };
  }

  /**
   * The trial balance: what every account has come to.
   *
   * @returns one sum per account and currency, in minor units, debits positive
   */
  async totals(): Promise<{ account: string; currency: string; amount: number }[]> {
    return await this.#model.aggregate([
      { $unwind: '$entries' },
      { $group: { _id: { account: '$entries.account', currency: '$currency' }, amount: { $sum: '$entries.amount' } } },
      { $project: { _id: 0, account: '$_id.account', currency: '$_id.currency', amount: 1 } },
      { $sort: { currency: 1, account: 1 } },
    ]);
  }

  async #decided(draft: Draft, transaction: Transaction): Promise<Entry[] | undefined> {
    if (Array.isArray(draft.entries)) return draft.entries;
    return draft.entries(await this.#books(draft, transaction));
  }

  async #books(draft: Draft, transaction: Transaction): Promise<Books> {
    const balances = await this.#balances.of(draft.sellers, transaction);
    const { orderId } = draft;
    const query = this.#model.find({ orderId }).session(transaction.session);
    const ofOrder = orderId ? await query.lean<Posting[]>() : [];
    return { fundsOf: (sellerId) => fundsIn(balances.get(sellerId), draft.currency), ofOrder };
  }

  async #write(draft: Draft, entries: Entry[], transaction?: Transaction): Promise<Posting> {
    const posting = { ...draft, entries: balanced(entries), at: this.#now() };
    await this.#model.insertMany([posting], { lean: true, ...(transaction && { session: transaction.session }) });
    return posting;
  }
}

async function guard(db: Connection): Promise<void> {
  try {
    await db.createCollection(name, { validator });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 48)) throw error; // it is there, perhaps with an older rule
    await db.db?.command({ collMod: name, validator });
  }
}
