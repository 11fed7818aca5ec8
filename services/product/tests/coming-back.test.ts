import { newId, OrderId, orderCanceled, orderPaid, RefundId, ReturnId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noteBack, settleBack, stillOut, waiting } from '../src/coming-back.ts';
import type { ProductPage } from '../src/page-view.ts';
import type { Reservation } from '../src/reservation.ts';
import { reduced, returned } from './back.ts';
import { orderFacts } from './orders.ts';
import { firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

const price = 12_900;
const pay = { cartId: 'crt_01j9zq6v8xe3tbd5wqmg8d2r4c', cartVersion: 1, paymentId: 'pay_01j9zq6v8xe3tbd5wqmg8d2r4c' };
const paid = (orderId: string, product: ProductPage, quantity: number) =>
  shop.deliver(orderPaid.of({ ...orderFacts(orderId, product, quantity), ...pay }));
const canceled = (orderId: string, product: ProductPage, quantity: number) =>
  shop.deliver(orderCanceled.of({ ...orderFacts(orderId, product, quantity), reason: 'buyer' }));
const sell = async (stock: number) => {
  const product = await shop.sell({ ...lamp, variants: [{ options: [], price, stock }] });
  return { product, variantId: firstVariant(product).variantId };
};
const counters = async (variantId: string) => {
  const { onHand, available, holds } = await shop.running.context.stocks.aggregates.get(variantId);
  return { onHand, available, holds: holds.length };
};
async function bought(stock: number, quantity: number) {
  const { product, variantId } = await sell(stock);
  const { orderId } = await shop.reserve([{ variantId, quantity, amount: price }]);
  return { product, variantId, orderId };
}

describe('pieces of a paid order', () => {
  test('that are canceled go back on offer, once, however often and at once it is told', async () => {
    const { product, variantId, orderId } = await bought(5, 3);
    await paid(orderId, product, 3);
    const fact = reduced(orderId, product, 2);
    const { event } = await shop.deliver(fact);
    await Promise.all([shop.deliver(fact), shop.deliver(fact), shop.deliver(fact, { id: event.id })]);
    expect(await counters(variantId)).toEqual({ onHand: 4, available: 4, holds: 0 });
    await shop.deliver(reduced(orderId, product, 1));
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
  });

  test('that were returned go back on offer when they can be sold again, and not otherwise', async () => {
    const { product, variantId, orderId } = await bought(5, 3);
    await paid(orderId, product, 3);
    await shop.deliver(returned(orderId, product, 1, { restock: false }));
    expect(await counters(variantId)).toMatchObject({ onHand: 2 });
    const fact = returned(orderId, product, 2);
    await Promise.all([shop.deliver(fact), shop.deliver(fact)]);
    expect(await counters(variantId)).toEqual({ onHand: 4, available: 4, holds: 0 });
  });

  test('that come back before product has heard of the payment wait for it', async () => {
    const { product, variantId, orderId } = await bought(5, 3);
    await shop.deliver(reduced(orderId, product, 2));
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 2, holds: 1 });
    await paid(orderId, product, 3);
    await paid(orderId, product, 3);
    expect(await counters(variantId)).toEqual({ onHand: 4, available: 4, holds: 0 });
  });

  test('that come back after the hold was over, or of an order that product has never heard of, wait too', async () => {
    const { product, variantId } = await sell(5);
    const line = { variantId, quantity: 2, amount: price };
    const { orderId } = await shop.reserve([line], { expiresAt: '2020-01-01T00:00:00Z' });
    await shop.runJob('release-overdue');
    const unknown = newId(OrderId);
    for (const id of [orderId, unknown]) {
      await shop.deliver(reduced(id, product, 1));
      await paid(id, product, 2);
    }
    expect(await counters(variantId)).toEqual({ onHand: 3, available: 3, holds: 0 });
  });

  test('come back once when the rest of the order is canceled, whichever is told first', async () => {
    const first = await bought(5, 3);
    await paid(first.orderId, first.product, 3);
    await shop.deliver(reduced(first.orderId, first.product, 2));
    await canceled(first.orderId, first.product, 3);
    expect(await counters(first.variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
    const second = await bought(5, 3);
    await paid(second.orderId, second.product, 3);
    await canceled(second.orderId, second.product, 3);
    await shop.deliver(reduced(second.orderId, second.product, 2));
    expect(await counters(second.variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
  });

  test('that were never sold here do not come back', async () => {
    const { product, variantId, orderId } = await bought(5, 3);
    await canceled(orderId, product, 3);
    await shop.deliver(reduced(orderId, product, 2));
    await paid(orderId, product, 3);
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
  });
});

test('in whatever order and however often payment, cancellations and returns are told: every piece is back once', async () => {
  const step = fc.record({
    what: fc.constantFrom('paid', 'reduced', 'reduced too', 'returned', 'expire', 'canceled', 'paid', 'reduced'),
    atOnce: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), fc.boolean(), async (steps, late) => {
      const { product, variantId } = await sell(9);
      const expiresAt = late ? '2020-01-01T00:00:00Z' : new Date(Date.now() + 600_000).toISOString();
      const { orderId } = await shop.reserve([{ variantId, quantity: 5, amount: price }], { expiresAt });
      const facts = {
        reduced: reduced(orderId, product, 1, newId(RefundId)),
        'reduced too': reduced(orderId, product, 1, newId(RefundId)),
        returned: returned(orderId, product, 2, { returnId: newId(ReturnId) }),
      };
      const run = async (what: (typeof steps)[number]['what']): Promise<unknown> => {
        if (what === 'paid') return await paid(orderId, product, 5);
        if (what === 'canceled') return await canceled(orderId, product, 5);
        if (what === 'expire') return await shop.runJob('release-overdue');
        return await shop.deliver<unknown>(facts[what]);
      };
      let together: Promise<unknown>[] = [];
      for (const { what, atOnce } of [...steps, { what: 'paid' as const, atOnce: false }]) {
        together.push(run(what));
        if (atOnce) continue;
        await Promise.all(together);
        together = [];
      }
      // What stood in another's way is tried again in a moment.
      const { deliveries } = shop.running.inbox;
      await eventually(async () => (await deliveries.countDocuments({ status: 'retrying' })) === 0, 60_000);
      const told = new Set(steps.map(({ what }) => what));
      const back = (told.has('reduced') ? 1 : 0) + (told.has('reduced too') ? 1 : 0) + (told.has('returned') ? 2 : 0);
      const onHand = told.has('canceled') ? 9 : 4 + back;
      expect(await counters(variantId)).toEqual({ onHand, available: onHand, holds: 0 });
    }),
    { numRuns: Number(process.env.STOCK_RUNS ?? 40), interruptAfterTimeLimit: 60_000 },
  );
}, 120_000);

describe('the rules', () => {
  const line = { variantId: 'var_01j9zq6v8xe3tbd5wqmg8d2r4c', productId: 'prd_01j9zq6v8xe3tbd5wqmg8d2r4c' };
  const reservation = (of: Partial<Reservation> = {}) => ({
    _id: 'ord_01j9zq6v8xe3tbd5wqmg8d2r4c',
    version: 1,
    status: 'committed' as const,
    lines: [
      { ...line, quantity: 2 },
      { ...line, quantity: 3 },
    ],
    offers: [],
    expiresAt: new Date(0),
    attempt: 'first',
    ...of,
  });
  const back = { id: 'rfd_1', lines: [{ ...line, quantity: 2 }] };

  test('only what can still be sold, or is, is noted', () => {
    const by = (status: Reservation['status'], releasedBy?: Reservation['releasedBy']) =>
      noteBack(reservation({ status, releasedBy }), back) !== undefined;
    expect([by('held'), by('committed'), by('released', 'expiry'), by('released', 'crash')]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([by('restocked'), by('released', 'cancel'), by('released', 'sold-out')]).toEqual([false, false, false]);
  });

  test('pieces of two lines of one variant count together, and only what is done is no longer out', () => {
    const done = reservation({ back: [{ ...back, done: true }] });
    expect(stillOut(done)).toEqual([{ ...line, quantity: 3 }]);
    expect(stillOut(reservation({ back: [{ ...back, done: false }] }))).toEqual([{ ...line, quantity: 5 }]);
    expect(
      stillOut(
        reservation({
          back: [
            { ...back, done: true },
            { id: 'x', lines: reservation().lines.slice(1), done: true },
          ],
        }),
      ),
    ).toEqual([]);
  });

  test('what waits is put back once the order is sold', () => {
    const held = reservation({ status: 'held', back: [{ ...back, done: false }] });
    expect([waiting(held), settleBack(held)]).toEqual([[], undefined]);
    const sold = { ...held, status: 'committed' as const };
    expect(waiting(sold)).toEqual(back.lines);
    expect(settleBack(sold)?.state.back).toEqual([{ ...back, done: true }]);
    expect(settleBack(reservation())).toBeUndefined();
  });
});
