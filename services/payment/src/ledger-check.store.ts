import type { Stored } from '@credenza/service-kit';
import type { ClientSession, Connection } from 'mongoose';
import type { Balance } from './balance.ts';
import { accountPattern, type Posting } from './ledger.ts';
import { checkOrder, checkPayout, type Finding } from './ledger-check.ts';
import type { Payment } from './payment.ts';
import type { Payout } from './payout.ts';

/** Payments and payouts that are looked at together. */
const together = 500;

/** What a check of the whole ledger has come to. */
export interface LedgerReport {
  postings: number;
  orders: number;
  payouts: number;
  /** What every shared account has come to, and all shops together, in minor units, debits positive. */
  totals: { currency: string; account: string; amount: number }[];
  findings: Finding[];
}

/**
 * Checks a whole ledger, while others go on writing: every posting sums to zero and names known accounts, the running balances are
 * the sums of their entries, and what is posted is what the payments and payouts ask for.
 *
 * @param db the database of the payment service; only read
 * @param now the time
 * @returns what was looked at, and everything that is wrong
 */
export async function checkLedger(db: Connection, now: Date): Promise<LedgerReport> {
  const report: LedgerReport = { postings: 0, orders: 0, payouts: 0, totals: [], findings: [] };
  await checkPostings(db, report);
  await atOneMoment(db, (session) => checkBalances(db, session, report));
  for (let last: string | undefined = ''; last !== undefined; )
    last = await atOneMoment(db, (session) => checkOrders(db, session, { after: last ?? '', now }, report));
  for (let last: string | undefined = ''; last !== undefined; )
    last = await atOneMoment(db, (session) => checkPayouts(db, session, { after: last ?? '', now }, report));
  await checkOrphans(db, report);
  return report;
}

/** A database that is checked may hold anything, so its ids are plain texts. */
interface Stranger extends Omit<Posting, 'orderId' | 'payoutId'> {
  orderId?: string;
  payoutId?: string;
}
const ledgerOf = (db: Connection) => db.collection<Stranger>('ledger');

/** Reads that belong together see one moment, or what is written between them would look wrong. */
async function atOneMoment<Result>(db: Connection, work: (session: ClientSession) => Promise<Result>): Promise<Result> {
  const session = await db.startSession({ snapshot: true });
  try {
    return await work(session);
  } finally {
    await session.endSession();
  }
}

async function checkPostings(db: Connection, report: LedgerReport): Promise<void> {
  report.postings = await ledgerOf(db).countDocuments();
  const unbalanced = ledgerOf(db).find({ $expr: { $ne: [{ $sum: '$entries.amount' }, 0] } });
  for await (const { _id, entries } of unbalanced) {
    const sum = entries.reduce((total, { amount }) => total + amount, 0);
    report.findings.push({ what: 'unbalanced', id: _id, detail: `sums to ${sum}` });
  }
  const strangers = ledgerOf(db).find({ entries: { $elemMatch: { account: { $not: new RegExp(accountPattern) } } } });
  for await (const { _id, entries } of strangers)
    report.findings.push({
      what: 'unknown-account',
      id: _id,
      detail: entries.map(({ account }) => account).join(', '),
    });
}

async function checkBalances(db: Connection, session: ClientSession, report: LedgerReport): Promise<void> {
  const sums = new Map<string, number>();
  const totals = new Map<string, LedgerReport['totals'][number]>();
  const grouped = ledgerOf(db).aggregate<{ account: string; currency: string; amount: number }>(
    [
      { $unwind: '$entries' },
      { $group: { _id: { account: '$entries.account', currency: '$currency' }, amount: { $sum: '$entries.amount' } } },
      { $project: { _id: 0, account: '$_id.account', currency: '$_id.currency', amount: 1 } },
    ],
    { session },
  );
  for await (const { account: own, currency, amount } of grouped) {
    sums.set(`${own} ${currency}`, amount);
    const account = own.replace(/^seller:.*:/, 'sellers:');
    const before = totals.get(`${currency} ${account}`)?.amount ?? 0;
    totals.set(`${currency} ${account}`, { currency, account, amount: before + amount });
  }
  report.totals = [...totals.entries()].sort(([a], [b]) => a.localeCompare(b)).map(([, total]) => total);
  for await (const { _id, funds } of db
    .collection<Stored<Balance> & { _id: string }>('accounts')
    .find({}, { session })) {
    for (const [currency, { pending, available }] of Object.entries(funds)) {
      for (const [part, kept] of [
        ['pending', pending],
        ['available', available],
      ] as const) {
        const name = `seller:${_id}:${part} ${currency}`;
        const summed = 0 - (sums.get(name) ?? 0);
        sums.delete(name);
        if (summed !== kept)
          report.findings.push({
            what: 'balance-differs',
            id: _id,
            detail: `${part} ${currency} is ${kept}, its entries come to ${summed}`,
          });
      }
    }
  }
  for (const [name, amount] of sums)
    if (name.startsWith('seller:') && amount !== 0)
      report.findings.push({
        what: 'balance-differs',
        id: name,
        detail: `has no balance, its entries come to ${0 - amount}`,
      });
}

/** What the rules cannot even make sense of is a finding, not the end of the check. */
function readable(id: string, check: () => Finding[]): Finding[] {
  try {
    return check();
  } catch (error) {
    return [{ what: 'unreadable', id, detail: error instanceof Error ? error.message : String(error) }];
  }
}

/** Where a chunk begins, and what time it is. */
interface Chunk {
  after: string;
  now: Date;
}

async function checkOrders(db: Connection, session: ClientSession, { after, now }: Chunk, report: LedgerReport) {
  const query = { _id: { $gt: after } };
  const payments = await db
    .collection<Stored<Payment>>('payments')
    .find(query, { session, projection: { outbox: 0 } })
    .sort({ _id: 1 })
    .limit(together)
    .toArray();
  const orderIds = payments.map(({ orderId }) => orderId);
  const postings = await ledgerOf(db)
    .find({ orderId: { $in: orderIds } }, { session })
    .toArray();
  const byOrder = Map.groupBy(postings, ({ orderId }) => orderId);
  for (const payment of payments) {
    const posted = byOrder.get(payment.orderId) ?? [];
    report.findings.push(...readable(payment._id, () => checkOrder(payment, posted, now)));
  }
  report.orders += payments.length;
  return payments.at(-1)?._id;
}

async function checkPayouts(db: Connection, session: ClientSession, { after, now }: Chunk, report: LedgerReport) {
  const query = { _id: { $gt: after } };
  const payouts = await db
    .collection<Stored<Payout>>('payouts')
    .find(query, { session, projection: { outbox: 0 } })
    .sort({ _id: 1 })
    .limit(together)
    .toArray();
  const ids = payouts.map(({ _id }) => _id);
  const postings = await ledgerOf(db)
    .find({ payoutId: { $in: ids } }, { session })
    .toArray();
  const byPayout = Map.groupBy(postings, ({ payoutId }) => payoutId);
  for (const payout of payouts) {
    const posted = byPayout.get(payout._id) ?? [];
    report.findings.push(...readable(payout._id, () => checkPayout(payout, posted, now)));
  }
  report.payouts += payouts.length;
  return payouts.at(-1)?._id;
}

async function checkOrphans(db: Connection, report: LedgerReport): Promise<void> {
  for (const [field, from] of [
    ['paymentId', 'payments'],
    ['payoutId', 'payouts'],
  ] as const) {
    const orphans = ledgerOf(db).aggregate<{ _id: string; postings: string[] }>([
      { $match: { [field]: { $exists: true } } },
      { $group: { _id: `$${field}`, postings: { $push: '$_id' } } },
      { $lookup: { from, localField: '_id', foreignField: '_id', as: 'owner', pipeline: [{ $project: { _id: 1 } }] } },
      { $match: { owner: [] } },
    ]);
    for await (const { _id, postings } of orphans)
      for (const id of postings) report.findings.push({ what: 'posting-unexpected', id, detail: `there is no ${_id}` });
  }
}
