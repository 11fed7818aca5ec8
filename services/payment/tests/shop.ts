import {
  CartId,
  LineId,
  newId,
  OrderId,
  orderCanceled,
  orderCreated,
  ProductId,
  UserId,
  VariantId,
} from '@credenza/contracts';
import { type HarnessOptions, startForTest } from '@credenza/service-kit/testing';
import { expect } from '@jest/globals';
import { fundsIn } from '../src/balance.ts';
import { paymentIdOf } from '../src/payment.ts';
import { service } from '../src/service.ts';

export const secret = 'a-secret-between-sandbox-and-shop';

/** The service under test, and what its tests say again and again. */
export async function openShop(options: HarnessOptions = {}) {
  const kit = await startForTest(service, {
    ...options,
    env: {
      PAYMENT_WEBHOOK_SECRET: secret,
      PAYMENT_TIMEOUT_MS: '400',
      PAYMENT_BREAKER_FAILURES: '50',
      PAYMENT_BREAKER_REST_MS: '300',
      ...options.env,
    },
  });
  const { context, relay, audit } = kit.running;
  return {
    ...kit,
    payment: (orderId: OrderId) => context.payments.aggregates.get(paymentIdOf(orderId)),
    /** What the provider has in its own books about an order. */
    charge: (orderId: OrderId) => context.sandbox.charges.find(paymentIdOf(orderId)),
    charges: (orderId: OrderId) => context.sandbox.charges.model.countDocuments({ _id: paymentIdOf(orderId) }),
    /** The types of the events about what an order's payment has come to, left or on their way, in order. */
    async told(orderId: OrderId) {
      return (await this.events(orderId)).filter((type) => type !== 'payment.delayed');
    },
    /** How often it was told that the provider does not answer. */
    async delays(orderId: OrderId) {
      return (await this.events(orderId)).filter((type) => type === 'payment.delayed').length;
    },
    async events(orderId: OrderId) {
      const subject = paymentIdOf(orderId);
      // An event reaches the journal before it is taken out of the outbox, so this order of reading misses none.
      const waiting = await context.payments.aggregates.model.findById(subject).select('outbox').lean();
      const left = await relay.journal.find({ subject }).lean();
      const events = [...left.map((entry) => entry.envelope), ...(waiting?.outbox ?? [])];
      const once = new Map(events.map((event) => [event.id, event]));
      return [...once.values()].sort((a, b) => a.aggregateversion - b.aggregateversion).map((event) => event.type);
    },
    /** What the shop's running balance says, in euro. */
    async funds(sellerId: UserId) {
      return fundsIn(await context.balances.aggregates.find(sellerId), 'EUR');
    },
    /** The ids of what the ledger has about an order. */
    async posted(orderId: OrderId) {
      return (await context.ledger.find({ orderId })).map(({ _id }) => _id).sort();
    },
    /** What the accounts have come to by one order alone; accounts at zero are left out. */
    async sums(orderId: OrderId) {
      const entries = (await context.ledger.find({ orderId })).flatMap((posting) => posting.entries);
      const sums = new Map<string, number>();
      for (const { account, amount } of entries) sums.set(account, (sums.get(account) ?? 0) + amount);
      return Object.fromEntries([...sums].filter(([, amount]) => amount !== 0));
    },
    /** Fails unless every running balance is the sum of its entries and the whole ledger sums to zero. */
    async balanced() {
      const totals = await context.ledger.totals();
      expect(totals.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
      const balances = await context.balances.aggregates.model.find().lean();
      const kept = balances.flatMap(({ _id, funds }) =>
        Object.entries(funds).flatMap(([currency, { pending, available }]) => [
          [`seller:${_id}:pending ${currency}`, -pending],
          [`seller:${_id}:available ${currency}`, -available],
        ]),
      );
      const summed = totals
        .filter(({ account }) => account.startsWith('seller:'))
        .map(({ account, currency, amount }) => [`${account} ${currency}`, amount]);
      const moved = (pairs: unknown[][]) => pairs.filter(([, amount]) => amount !== 0).sort();
      expect(moved(kept)).toEqual(moved(summed));
    },
    async audited(orderId: OrderId) {
      const entries = await audit.records
        .find({ subject: paymentIdOf(orderId) })
        .sort({ _id: 1 })
        .lean();
      return entries.map((entry) => entry.act);
    },
  };
}
export type Shop = Awaited<ReturnType<typeof openShop>>;

/** An order of one buyer; the parts that matter can be chosen. */
export function placed(paymentToken: string, about: { total?: number; buyerId?: UserId; expiresInMs?: number } = {}) {
  const total = about.total ?? 12_900;
  const facts = {
    orderId: newId(OrderId),
    buyerId: about.buyerId ?? newId(UserId),
    lines: [
      {
        lineId: newId(LineId),
        variantId: newId(VariantId),
        productId: newId(ProductId),
        sellerId: newId(UserId),
        sellerName: 'Nordlicht',
        title: 'Oak sideboard',
        variantTitle: 'Natural',
        quantity: 1,
        unitPrice: total,
        total,
        commission: Math.round(total / 10),
        commissionBasisPoints: 1_000,
      },
    ],
    total,
    currency: 'EUR',
  };
  const expiresAt = new Date(Date.now() + (about.expiresInMs ?? 15 * 60_000)).toISOString();
  return {
    ...facts,
    created: orderCreated.of({ ...facts, cartId: newId(CartId), cartVersion: 1, paymentToken, expiresAt }),
    canceled: orderCanceled.of({ ...facts, reason: 'buyer' }),
  };
}
