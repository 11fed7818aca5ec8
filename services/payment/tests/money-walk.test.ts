import { newId, RefundId, UserId } from '@credenza/contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkLedger } from '../src/ledger-check.store.ts';
import type { Bought } from './orders.ts';
import { adminPath, dayMs, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till?.shop.stop());

/** Nothing is wrong anywhere: the ledger, its balances, and the provider's statement over all the time there was. */
async function nothingIsWrong(): Promise<void> {
  await till.shop.balanced();
  expect((await checkLedger(till.shop.running.db, till.clock.now())).findings).toEqual([]);
  const period = `since=${new Date(Date.now() - dayMs).toISOString()}&until=${new Date(till.clock.now().getTime() + dayMs).toISOString()}`;
  const { text } = await till.get(`${adminPath}/sandbox/statement?${period}`).expect(200);
  const report = await till
    .post(`${adminPath}/reconciliations?${period}`)
    .set('content-type', 'text/csv')
    .send(text)
    .expect(200);
  expect(report.body.differences).toEqual([]);
}

test('a purchase from three shops with a coupon, a canceled line, a return after the payout: every balance at every step', async () => {
  const [first, second, third] = [newId(UserId), newId(UserId), newId(UserId)];
  for (const sellerId of [first, second, third]) await till.shopIs(sellerId);
  const funds = async () => await Promise.all([first, second, third].map((one) => till.shop.funds(one)));
  const order = till.order('tok_approve', [
    { sellerId: first, price: 3_000, quantity: 2, marketDiscount: 600, shipping: 490 },
    { sellerId: second, price: 1_200, quantity: 3, shopDiscount: 360 },
    { sellerId: third, price: 10_000 },
  ]);
  await till.shop.deliver(order.created);
  expect(await funds()).toEqual(Array(3).fill({ pending: 0, available: 0 }));

  await till.shop.deliver(order.paid);
  expect(await funds()).toEqual([
    { pending: 6_000 + 490 - 600, available: 0 }, // the marketplace pays its coupon: it costs the shop nothing
    { pending: 3_600 - 360 - 324, available: 0 },
    { pending: 9_000, available: 0 },
  ]);
  await nothingIsWrong();

  await till.shop.deliver(order.reduced(1, { amount: 1_080, commission: 108 })); // one of three pieces
  expect((await funds())[1]).toEqual({ pending: 2_916 - 972, available: 0 });

  await till.shop.deliver(order.delivered(0, false)); // the first of two parcels
  await till.shop.deliver(order.delivered(0));
  await till.shop.deliver(order.delivered(1));
  await till.shop.deliver(order.delivered(2));
  await till.holdIsOver();
  expect(await funds()).toEqual([
    { pending: 0, available: 5_890 },
    { pending: 0, available: 1_944 },
    { pending: 0, available: 9_000 },
  ]);

  const batchId = await till.approved();
  await till.bankWorks();
  expect(await funds()).toEqual(Array(3).fill({ pending: 0, available: 0 }));
  const { body } = await till.get(`${adminPath}/payout-batches/${batchId}`).expect(200);
  expect(body.progress).toEqual([{ state: 'settled', count: 3, amount: 16_834 }]);
  await nothingIsWrong();

  await till.shop.deliver(order.returned(2, { amount: 10_000, commission: 1_000 }));
  expect((await funds())[2]).toEqual({ pending: 0, available: -9_000 });
  const { body: plan } = await till.get(`${adminPath}/payouts/plan`).expect(200);
  expect(plan.items).toMatchObject([{ sellerId: third, available: -9_000, stays: 'negative' }]);
  await nothingIsWrong();

  const next = till.order('tok_approve', [{ sellerId: third, price: 20_000 }]);
  for (const fact of [next.created, next.paid]) await till.shop.deliver<unknown>(fact);
  expect((await funds())[2]).toEqual({ pending: 18_000, available: -9_000 });
  await till.shop.deliver(next.delivered());
  await till.holdIsOver();
  await till.approved();
  await till.bankWorks();
  expect(await till.payoutOf(third)).toMatchObject({ state: 'settled', amount: 9_000 });
  expect(await funds()).toEqual(Array(3).fill({ pending: 0, available: 0 }));
  const { totals } = await checkLedger(till.shop.running.db, till.clock.now());
  const on = (account: string) => totals.find((one) => one.account === account)?.amount;
  // What the marketplace has in the end is its commission, less its coupon and what the provider keeps.
  const earned = 600 + 324 - 108 + 1_000 - 1_000 + 2_000;
  expect(on('commission')).toBe(-earned);
  expect(on('provider')).toBe(earned - (on('marketplace') ?? 0));
  expect(on('buyer')).toBe(0);
  await nothingIsWrong();
}, 120_000);

test('random happenings to the running service, twice and in any order, leave nothing wrong', async () => {
  const steps = ['paid', 'reduced', 'returned', 'delivered', 'canceled', 'resolved'] as const;
  const fact = (order: Bought, step: (typeof steps)[number], index: number) => {
    const back = { refundId: newId(RefundId), amount: 400, commission: 40 };
    if (step === 'delivered') return order.delivered(index);
    if (step === 'paid') return order.paid;
    if (step === 'canceled') return order.canceled;
    return order[step](index, back);
  };
  const Happenings = fc.array(
    fc.record({ order: fc.nat(2), step: fc.constantFrom(...steps), index: fc.nat(1), twice: fc.boolean() }),
    { minLength: 6, maxLength: 14 },
  );
  await fc.assert(
    fc.asyncProperty(Happenings, fc.boolean(), async (happenings, payOut) => {
      const orders = Array.from({ length: 3 }, () =>
        till.order('tok_approve', [{ price: 1_300, quantity: 2 }, { price: 2_100 }]),
      );
      for (const order of orders) {
        await till.shop.deliver(order.created);
        for (const { sellerId } of order.parts) await till.shopIs(sellerId);
      }
      await Promise.all(
        happenings.map(async ({ order: at, step, index, twice }) => {
          const order = orders[at];
          if (!order) return;
          const event = fact(order, step, index);
          await till.shop.deliver<unknown>(event);
          if (twice) await till.shop.deliver<unknown>(event);
        }),
      );
      await till.holdIsOver();
      if (payOut && (await till.post(`${adminPath}/payout-batches`, {})).status === 201) {
        const open = await till.shop.running.context.batches.proposed('EUR');
        await till.post(`${adminPath}/payout-batches/${open?._id}/approve`).expect(200);
        await till.bankWorks();
      }
      // What is told of an order that was paid is told in the end.
      for (const order of orders) await till.shop.deliver(order.paid);
      await till.holdIsOver();
      await nothingIsWrong();
      for (const order of orders) {
        const { state, refunds = [] } = await till.shop.payment(order.orderId);
        const given = (await till.shop.charge(order.orderId))?.refunds ?? [];
        const sum = given.reduce((all, { amount }) => all + amount, 0);
        expect(sum).toBeLessThanOrEqual(order.total);
        if (state !== 'succeeded') expect(sum).toBe(order.total);
        else expect(sum).toBe(refunds.reduce((all, { amount }) => all + amount, 0));
        expect((await till.shop.sums(order.orderId)).buyer).toBeUndefined();
      }
    }),
    { numRuns: 20 },
  );
}, 300_000);
