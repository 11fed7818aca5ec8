import { newId, OrderId, orderCanceled, orderPaid } from '@credenza/contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { orderFacts } from './orders.ts';
import { firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

const price = 12_900;
const ids = { cartId: 'crt_01j9zq6v8xe3tbd5wqmg8d2r4c', cartVersion: 1, paymentId: 'pay_01j9zq6v8xe3tbd5wqmg8d2r4c' };
const what = ['reserve', 'reserve late', 'paid', 'canceled', 'release', 'expire', 'count', 'deliver'] as const;
const step = fc.record({ what: fc.constantFrom(...what), order: fc.nat(3), atOnce: fc.boolean() });
type Step = { what: (typeof what)[number]; order: number; atOnce: boolean };

test('whatever happens to orders, in whatever order and at once: nothing is oversold, nothing leaks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 14 }),
      fc.integer({ min: 1, max: 6 }),
      async (steps, stock) => {
        const product = await shop.sell({ ...lamp, variants: [{ options: [], price, stock }] });
        const { variantId } = firstVariant(product);
        const orders = Array.from({ length: 4 }, () => newId(OrderId));
        const { stocks, reservations } = shop.running.context;
        let counted = stock;

        const run = async ({ what, order }: Step): Promise<void> => {
          const orderId = orders[order] ?? '';
          const facts = orderFacts(orderId, product, 2);
          const lines = [{ variantId, quantity: 2, amount: price }];
          if (what === 'reserve') await shop.reserve(lines, { orderId });
          if (what === 'reserve late') await shop.reserve(lines, { orderId, expiresAt: '2020-01-01T00:00:00Z' });
          if (what === 'paid') await shop.deliver(orderPaid.of({ ...facts, ...ids }));
          if (what === 'canceled') await shop.deliver(orderCanceled.of({ ...facts, reason: 'buyer' }));
          if (what === 'release') await shop.internal('/internal/reservations/release', { orderId });
          if (what === 'expire') await shop.runJob('release-overdue');
          if (what === 'deliver' && (await stocks.add(variantId, 1))) counted += 1;
          if (what === 'count') await stocks.set(variantId, (await stocks.aggregates.get(variantId)).onHand);
        };
        const sound = async () => {
          const { onHand, available, holds } = await stocks.aggregates.get(variantId);
          expect(available).toBeGreaterThanOrEqual(0);
          expect(onHand - available).toBe(holds.reduce((sum, { quantity }) => sum + quantity, 0));
          return onHand;
        };

        let together: Promise<void>[] = [];
        for (const one of steps) {
          together.push(run(one));
          if (one.atOnce) continue;
          await Promise.all(together);
          together = [];
          await sound();
        }
        await Promise.all(together);
        // In the end every open reservation is over, and the house holds what was not sold.
        for (const orderId of orders) await shop.internal('/internal/reservations/release', { orderId });
        await shop.running.inbox.runDue();
        const onHand = await sound();
        const ended = await Promise.all(orders.map((orderId) => reservations.get(orderId)));
        const sold = ended.filter(({ status }) => status === 'committed').length * 2;
        expect(ended.filter(({ status }) => status === 'held')).toEqual([]);
        expect((await stocks.aggregates.get(variantId)).holds).toEqual([]);
        if (!steps.some((one) => one.what === 'count')) expect(onHand).toBe(counted - sold);
      },
    ),
    { numRuns: Number(process.env.STOCK_RUNS ?? 40), interruptAfterTimeLimit: 60_000 },
  );
}, 120_000);
