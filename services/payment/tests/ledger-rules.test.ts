import { BatchId, newId, OrderId, PayoutId, RefundId, UserId } from '@credenza/contracts';
import type { Decision, Stored } from '@credenza/service-kit';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Balance, fundsIn, move } from '../src/balance.ts';
import { accountOf, balanced, type Draft, type Funds, heldOf, movesOf, type Posting, takeBack } from '../src/ledger.ts';
import { draftsOf, nextBooking } from '../src/order-postings.ts';
import { orderPart, recordPart, refusePart } from '../src/part-refund.ts';
import {
  cancelPayment,
  openPayment,
  type Payment,
  paymentIdOf,
  recordCharge,
  recordRefund,
  restOf,
} from '../src/payment.ts';
import { type Payout, recordTransfer, takePayout } from '../src/payout.ts';
import { endDrafts, takeDraft, takenBy } from '../src/payout-postings.ts';
import { partsOf, recordDelivery, recordSale } from '../src/sale.ts';
import { Turns } from '../src/turns.ts';
import { type Bought, bought, type Taken } from './orders.ts';

const day = 24 * 3_600_000;
const sellers = [newId(UserId), newId(UserId)];
const sumOf = (entries: { amount: number }[]) => entries.reduce((sum, { amount }) => sum + amount, 0);

/** The ledger in memory, by the same rules as the one in the database. */
class Books {
  readonly postings = new Map<string, Posting>();
  readonly balances = new Map<UserId, Stored<Balance>>();

  post(draft: Draft): Posting | undefined {
    const known = this.postings.get(draft._id);
    if (known) return known;
    const ofOrder = [...this.postings.values()].filter(({ orderId }) => orderId && orderId === draft.orderId);
    const entries = Array.isArray(draft.entries)
      ? draft.entries
      : draft.entries({ fundsOf: (sellerId) => this.funds(sellerId), ofOrder });
    if (!entries) return undefined;
    const posting = { ...draft, entries: balanced(entries), at: new Date(0) };
    this.postings.set(draft._id, posting);
    for (const sellerId of draft.sellers) {
      const before = this.balances.get(sellerId) ?? { _id: sellerId, version: 0, funds: {} };
      this.balances.set(sellerId, {
        ...before,
        ...move(before, posting).state,
        version: before.version + 1,
      } as Stored<Balance>);
    }
    return posting;
  }

  funds(sellerId: UserId): Funds {
    return fundsIn(this.balances.get(sellerId), 'EUR');
  }

  sum(account: string, of: (posting: Posting) => boolean = () => true): number {
    const entries = [...this.postings.values()].filter(of).flatMap((posting) => posting.entries);
    return sumOf(entries.filter((entry) => entry.account === account));
  }

  /** What must hold at every moment. */
  check(): void {
    for (const { entries } of this.postings.values()) expect(sumOf(entries)).toBe(0);
    for (const sellerId of sellers) {
      const { pending, available } = this.funds(sellerId);
      expect(0 - this.sum(accountOf(sellerId, 'pending'))).toBe(pending);
      expect(0 - this.sum(accountOf(sellerId, 'available'))).toBe(available);
      expect(pending).toBeGreaterThanOrEqual(0);
    }
  }
}

const amount = (max: number) => fc.integer({ min: 0, max });
const TakenArb = fc.record({
  price: fc.integer({ min: 100, max: 9_999 }),
  quantity: fc.constant(4),
  shopDiscount: amount(90),
  marketDiscount: amount(90),
  shipping: amount(700),
  marketShipping: amount(300),
});
const Step = fc.record({
  kind: fc.constantFrom(
    'charge',
    'paid',
    'part',
    'partSettles',
    'partRefused',
    'cancel',
    'wholeSettles',
    'deliver',
    'days',
    'book',
    'book',
    'payout',
    'bank',
  ),
  order: fc.nat(2),
  seller: fc.nat(1),
});
type Step = { kind: string; order: number; seller: number };

/** Three orders of the same two shops, to which anything may happen in any order. */
class World {
  readonly books = new Books();
  now = new Date('2026-11-23T12:00:00Z');
  readonly orders: Bought[];
  readonly payments: Stored<Payment>[];
  readonly payouts: Stored<Payout>[] = [];
  /** How many of the four pieces went back, by order and shop. */
  readonly back = new Map<string, number>();

  constructor(taken: Taken[][]) {
    this.orders = taken.map((of) =>
      bought(
        'tok',
        of.map((one, i) => ({ ...one, sellerId: sellers[i] })),
      ),
    );
    this.payments = this.orders.map((order) => ({
      ...openPayment(order.created.data, 'sandbox', this.now),
      _id: paymentIdOf(order.orderId),
      version: 1,
    }));
  }

  happen({ kind, order: at, seller }: Step): void {
    const [order, payment, sellerId] = [this.orders[at], this.payments[at], sellers[seller]];
    if (!order || !payment || !sellerId) return;
    const paid = payment.sale !== undefined || payment.state === 'succeeded';
    if (kind === 'charge')
      this.#apply(at, recordCharge(payment, { status: 'approved', reference: 'ch', fee: 33 }, this.now));
    if (kind === 'paid' && payment.state !== 'charging')
      this.#apply(at, recordSale(payment, order.paid.data, this.now));
    if (kind === 'part' && paid) this.#part(at, seller);
    if (kind === 'partSettles') this.#settlePart(at);
    if (kind === 'partRefused') this.#settlePart(at, false);
    if (kind === 'cancel' && payment.state === 'succeeded') this.#apply(at, cancelPayment(payment, this.now));
    if (kind === 'wholeSettles') this.#settleWhole(at);
    if (kind === 'deliver' && paid) {
      const releaseAt = new Date(this.now.getTime() + 14 * day);
      this.#apply(at, recordDelivery(payment, sellerId, releaseAt, this.now));
    }
    if (kind === 'days') this.now = new Date(this.now.getTime() + 10 * day);
    if (kind === 'book') this.#book(at);
    if (kind === 'payout') this.#payOut(sellerId);
    if (kind === 'bank') this.#bank(at + seller);
  }

  /** Everything is sold, and one order is delivered and can be paid out. */
  sellAll(): void {
    for (const kind of ['charge', 'paid', 'deliver', 'days', 'days', 'book'])
      for (const order of this.orders.keys())
        if (kind !== 'deliver' || order === 0) this.happen({ kind, order, seller: order % 2 });
  }

  /** Lets everything come to its end. */
  settle(): void {
    for (const [at, payment] of this.payments.entries()) {
      // Pieces go back only of orders that are paid, so the word of that comes, if late.
      if (payment.refunds) this.happen({ kind: 'paid', order: at, seller: 0 });
      for (let i = 0; i < 20; i += 1) this.#settlePart(at);
      this.#settleWhole(at);
      this.#book(at);
      for (const seller of sellers.keys()) this.happen({ kind: 'deliver', order: at, seller });
    }
    this.now = new Date(this.now.getTime() + 15 * day);
    for (const at of this.orders.keys()) this.#book(at);
    for (const at of this.payouts.keys()) this.#bank(at);
  }

  #apply(at: number, decision: Decision<Payment> | undefined): void {
    const payment = this.payments[at];
    if (payment && decision)
      this.payments[at] = { ...payment, ...(decision.state as Payment), version: payment.version + 1 };
  }

  #part(at: number, seller: number): void {
    const [payment, part, sellerId] = [this.payments[at], this.orders[at]?.parts[seller], sellers[seller]];
    const key = `${at}:${seller}`;
    const from = this.back.get(key) ?? 0;
    if (!payment || !part || !sellerId || from === 4) return;
    this.back.set(key, from + 1);
    const piece = (total: number) => Math.floor((total * (from + 1)) / 4) - Math.floor((total * from) / 4);
    const marketDiscount = piece(part.share + part.commission - part.sellerOrder.total);
    const [back, commission] = [piece(part.sellerOrder.total), piece(part.commission)];
    const refund = {
      refundId: newId(RefundId),
      amount: back,
      commission,
      marketDiscount,
      shop: back - commission + marketDiscount,
    };
    this.#apply(at, orderPart(payment, sellerId, refund, this.now));
  }

  #settlePart(at: number, done = true): void {
    const payment = this.payments[at];
    const part = payment?.refunds?.find(({ status }) => status === 'ordered');
    if (!payment || !part) return;
    const rule = done ? recordPart : refusePart;
    this.#apply(at, rule(payment, part.refundId, 're', this.now));
  }

  #settleWhole(at: number): void {
    const payment = this.payments[at];
    const underWay = payment?.refunds?.some(({ status }) => status === 'ordered');
    if (payment && !underWay) this.#apply(at, recordRefund(payment, 're', this.now));
  }

  #book(at: number): void {
    const payment = this.payments[at];
    if (!payment) return;
    const drafts = draftsOf(payment, this.now);
    for (const draft of drafts) this.books.post(draft);
    // Half of the time the note of it gets lost, as in a crash.
    if (this.books.postings.size % 2 === 0) return;
    this.payments[at] = { ...payment, booked: [...(payment.booked ?? []), ...drafts.map(({ _id }) => _id)] };
  }

  #payOut(sellerId: UserId): void {
    const { available } = this.books.funds(sellerId);
    const amount = available + 7; // what was proposed may be more than there is by now
    const facts = {
      batchId: newId(BatchId),
      sellerId,
      amount,
      currency: 'EUR',
      state: 'approved' as const,
      createdAt: this.now,
    };
    const payout: Stored<Payout> = { ...facts, _id: newId(PayoutId), version: 1 };
    const posting = this.books.post(takeDraft(payout, 1));
    expect(this.books.funds(sellerId).available).toBeGreaterThanOrEqual(posting ? 0 : available);
    if (posting) this.#bankKnows(this.payouts.length, payout, takePayout(payout, takenBy(posting), this.now));
  }

  /** The first look settles a payout, the second one sends every third back. */
  #bank(which: number): void {
    const at = which % Math.max(1, this.payouts.length);
    const payout = this.payouts[at];
    if (!payout) return;
    const back = at % 3 === 0 && payout.state === 'settled';
    const says = back ? { status: 'returned' as const, reason: 'no' } : { status: 'settled' as const, reference: 'b' };
    this.#bankKnows(at, payout, recordTransfer(payout, says, this.now));
  }

  #bankKnows(at: number, payout: Stored<Payout>, decision: Decision<Payout> | undefined): void {
    const after = { ...payout, ...(decision?.state as Payout | undefined), version: payout.version + 1 };
    this.payouts[at] = after;
    for (const draft of endDrafts(after)) this.books.post(draft);
  }
}

test('whatever happens in whatever order, every posting sums to zero, balances are their entries, and the parts are the whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(TakenArb, TakenArb), { minLength: 3, maxLength: 3 }),
      fc.boolean(),
      fc.array(Step, { maxLength: 40, size: 'max' }),
      (taken, alreadySold, steps) => {
        const world = new World(taken);
        if (alreadySold) world.sellAll();
        for (const step of steps) {
          world.happen(step);
          if (['book', 'payout', 'bank'].includes(step.kind)) world.books.check();
        }
        world.settle();
        const { books, payments, payouts } = world;
        books.check();
        let [charged, shares, commission] = [0, 0, 0];
        for (const payment of payments) {
          const alive = payment.state === 'succeeded';
          const mine = ({ orderId }: Posting) => orderId === payment.orderId;
          if (alive) charged += restOf(payment);
          expect(books.sum('buyer', mine)).toBe(alive && !payment.sale ? -payment.amount : 0);
          // Only a release that found nothing to release is no posting.
          const left = draftsOf({ ...payment, booked: [...books.postings.keys()] }, world.now);
          expect(left.filter(({ kind }) => kind !== 'release')).toEqual([]);
          expect(nextBooking(payment, world.now)).toBeUndefined();
          if (!alive || !payment.sale) continue;
          for (const { sellerId, share, commission: part } of payment.sale) {
            const back = (payment.refunds ?? []).filter((one) => one.sellerId === sellerId && one.status === 'settled');
            shares += back.reduce((left, one) => left - one.shop, share);
            commission += back.reduce((left, one) => left - one.commission, part);
          }
        }
        const arrived = payouts.filter(({ state }) => state === 'settled').reduce((sum, one) => sum + one.amount, 0);
        const fees = [...books.postings.values()].filter(({ kind }) => kind === 'fee').length * 33;
        const owed = sellers.map((sellerId) => books.funds(sellerId));
        expect(owed.map(({ pending }) => pending)).toEqual([0, 0]);
        expect(owed.reduce((sum, { available }) => sum + available, 0) + arrived).toBe(shares);
        expect(books.sum('payout')).toBe(0);
        expect(books.sum('commission')).toBe(0 - commission);
        expect(books.sum('provider')).toBe(charged - fees - arrived);
      },
    ),
    { numRuns: 500 },
  );
}, 120_000);

describe('money that is taken back', () => {
  const FundsArb = fc.record({ pending: amount(1_000), available: fc.integer({ min: -500, max: 1_000 }) });

  test('is all of it, touches a kind of funds only after the one before is used up, and never makes pending negative', () => {
    fc.assert(
      fc.property(amount(3_000), FundsArb, amount(1_500), (wanted, funds, held) => {
        const taken = takeBack(wanted, funds, held);
        expect(taken.pending + taken.available).toBe(wanted);
        expect(taken.pending).toBeGreaterThanOrEqual(0);
        expect(taken.pending).toBeLessThanOrEqual(funds.pending);
        const own = Math.min(held, funds.pending);
        if (taken.available > 0) expect(taken.pending).toBeGreaterThanOrEqual(Math.min(wanted, own));
        if (taken.pending > own) expect(taken.available).toBeGreaterThanOrEqual(Math.max(0, funds.available));
        if (taken.available > Math.max(0, funds.available)) expect(taken.pending).toBe(funds.pending);
      }),
    );
  });

  test.each([
    ['its own order’s', 30, { pending: 100, available: 50 }, 40, { pending: 30, available: 0 }],
    ['then what is available', 60, { pending: 100, available: 50 }, 40, { pending: 40, available: 20 }],
    ['then what is held for others', 120, { pending: 100, available: 50 }, 40, { pending: 70, available: 50 }],
    ['then a debt', 200, { pending: 100, available: 50 }, 40, { pending: 100, available: 100 }],
    ['a debt grows', 10, { pending: 0, available: -5 }, 0, { pending: 0, available: 10 }],
  ])('%s', (_what, wanted, funds, held, taken) => {
    expect(takeBack(wanted, funds, held)).toEqual(taken);
  });
});

describe('a posting', () => {
  const [sellerId] = sellers as [UserId, UserId];

  test('that does not sum to zero, has parts of cents or names no account is none', () => {
    const other = { account: 'buyer', amount: -1 };
    for (const entry of [
      { account: 'provider', amount: 2 },
      { account: 'pocket', amount: 1 },
      { account: 'seller:x:pending', amount: 1 },
    ])
      expect(() => balanced([entry, other])).toThrow('no posting');
    expect(() =>
      balanced([
        { account: 'provider', amount: 0.5 },
        { account: 'buyer', amount: -0.5 },
      ]),
    ).toThrow('no posting');
    expect(balanced([{ account: 'provider', amount: 1 }, other, { account: 'commission', amount: 0 }])).toHaveLength(2);
  });

  test('moves the funds of its own shops only', () => {
    const entries = [
      { account: accountOf(sellerId, 'pending'), amount: 5 },
      { account: accountOf(sellerId, 'available'), amount: -5 },
    ];
    expect(movesOf(entries, sellerId)).toEqual({ pending: -5, available: 5 });
    expect(movesOf(entries, newId(UserId))).toEqual({ pending: 0, available: 0 });
  });

  test('holds nothing of an order any more once it is released', () => {
    const of = (kind: Posting['kind'], pending: number): Posting => ({
      _id: kind,
      kind,
      currency: 'EUR',
      sellers: [sellerId],
      at: new Date(),
      entries: [
        { account: accountOf(sellerId, 'pending'), amount: pending },
        { account: 'buyer', amount: -pending },
      ],
    });
    expect(heldOf([of('sale', -100), of('refund', 30)], sellerId)).toBe(70);
    expect(heldOf([of('sale', -100), of('refund', 130)], sellerId)).toBe(0);
    expect(heldOf([of('sale', -100), of('release', 100)], sellerId)).toBe(0);
    expect(heldOf([of('sale', -100)], newId(UserId))).toBe(0);
  });
});

test('the parts of an order are the whole: what the buyer pays and the marketplace adds is what the shops and the marketplace get', () => {
  fc.assert(
    fc.property(fc.array(TakenArb, { minLength: 1, maxLength: 6 }), (taken) => {
      const order = bought('tok', taken);
      const parts = partsOf(order.paid.data);
      const sum = (field: 'total' | 'share' | 'commission' | 'marketDiscount') =>
        parts.reduce((all, part) => all + part[field], 0);
      expect(sum('total')).toBe(order.total);
      expect(sum('total') + sum('marketDiscount')).toBe(sum('share') + sum('commission'));
      for (const { sellerId, share } of order.parts)
        expect(parts.find((part) => part.sellerId === sellerId)?.share).toBe(share);
    }),
  );
});

describe('work on the same shop takes turns', () => {
  let turns: Turns;
  let log: string[];
  let doors: Map<string, () => void>;
  const work = (keys: string[], name: string) =>
    turns.take(keys, async () => {
      log.push(name);
      await new Promise<void>((resolve) => doors.set(name, resolve));
      log.push(`${name} done`);
    });
  const settled = () => new Promise(setImmediate);
  beforeEach(() => {
    [turns, log, doors] = [new Turns(), [], new Map()];
  });

  test('in the order of asking, while other shops go on', async () => {
    const all = [work(['a'], '1'), work(['a', 'b'], '2'), work(['b'], '3'), work(['c'], '4')];
    await settled();
    expect(log).toEqual(['1', '4']);
    for (const name of ['4', '1', '2', '3']) {
      doors.get(name)?.();
      await settled();
    }
    await Promise.all(all);
    expect(log).toEqual(['1', '4', '4 done', '1 done', '2', '2 done', '3', '3 done']);
  });

  test('also after work that has failed, whose error its own caller gets', async () => {
    const failed = turns.take(['a'], async () => {
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await turns.take(['a'], async () => 7)).toBe(7);
  });
});

test('a payment that was not charged has nothing in the ledger, now or later', () => {
  const order = bought('tok', [{ price: 100 }]);
  const payment = {
    ...openPayment(order.created.data, 'sandbox', new Date()),
    _id: paymentIdOf(newId(OrderId)),
    version: 1,
  };
  expect(draftsOf(payment, new Date())).toEqual([]);
  expect(nextBooking(payment, new Date())).toBeUndefined();
});
