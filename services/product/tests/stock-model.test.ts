import { randomUUID } from 'node:crypto';
import { newId, OrderId, orderCanceled, orderPaid, reserveStock } from '@credenza/contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cancelOrder, commitOrder, releaseOrder } from '../src/endings.ts';
import type { ReservationParts } from '../src/holds.ts';
import { lookAfter } from '../src/overdue.ts';
import { reserve } from '../src/reserve.ts';
import { gated } from './gated.ts';
import { orderFacts } from './orders.ts';
import { chair, firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

const price = 12_900;
const anyHandle = () => `run-${randomUUID()}`;
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
        const product = await shop.sell({ ...lamp, handle: anyHandle(), variants: [{ options: [], price, stock }] });
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
          if (what === 'count')
            await stocks.set(variantId, { onHand: (await stocks.aggregates.get(variantId)).onHand });
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

const kinds = ['reserve', 'reserve', 'paid', 'canceled', 'release', 'look after', 'look after'] as const;
const command = fc.record({
  kind: fc.constantFrom(...kinds),
  order: fc.nat(2),
  /** Its process has overslept: the pieces that it takes are due to be looked after at once. */
  overslept: fc.boolean(),
  /** What it reserves should have been paid before. */
  tooLate: fc.boolean(),
});
type Command = { kind: (typeof kinds)[number]; order: number; overslept: boolean; tooLate: boolean };

test('however long any command stands still between any two of its steps: nothing is oversold, nothing leaks', async () => {
  const { context } = shop.running;
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(command, { minLength: 3, maxLength: 8 }),
      fc.integer({ min: 1, max: 3 }),
      async (scheduler, commands, stock) => {
        const variants = chair.variants.slice(0, 2).map((variant) => ({ ...variant, price, stock }));
        const product = await shop.sell({ ...chair, handle: anyHandle(), variants });
        const { productId } = product;
        const lines = product.variants.map(({ variantId }) => ({ variantId, productId, quantity: 1 }));
        const orders = Array.from({ length: 3 }, () => newId(OrderId));

        const gate = (step: string) => scheduler.schedule(Promise.resolve(), step);
        const stepwise: ReservationParts = {
          ...context,
          stocks: gated(context.stocks, gate),
          reservations: gated(context.reservations, gate),
        };
        const run = async ({ kind, order, overslept, tooLate }: Command, parts: ReservationParts) => {
          const orderId = orders[order] ?? '';
          const its = overslept ? { ...parts, now: () => new Date(Date.now() - 20_000) } : parts;
          if (kind === 'paid') await commitOrder(orderId, lines, its);
          if (kind === 'canceled') await cancelOrder(orderId, lines, its);
          if (kind === 'release') await releaseOrder(orderId, its);
          if (kind === 'look after') await lookAfter(await parts.stocks.overdue(parts.now(), 200), parts);
          if (kind === 'reserve') return (await reserve(wish(orderId, lines, tooLate), its)).outcome;
          return undefined;
        };
        const running = Promise.allSettled(commands.map((one) => run(one, stepwise)));
        await scheduler.waitFor(running);
        const outcomes = await running;
        for (const [index, one] of commands.entries()) {
          // The inbox lets an event run again; whoever wanted to reserve was told to.
          if (outcomes[index]?.status === 'rejected' && one.kind !== 'reserve') await run(one, context);
        }
        await run({ kind: 'look after', order: 0, overslept: false, tooLate: false }, context);

        const counters = await Promise.all(lines.map(({ variantId }) => context.stocks.aggregates.get(variantId)));
        let [held, sold] = [0, 0];
        for (const [order, orderId] of orders.entries()) {
          const reservation = await context.reservations.find(orderId);
          const ownHold = { orderId, quantity: 1, attempt: reservation?.attempt };
          for (const { holds } of counters)
            expect(holds.filter((hold) => hold.orderId === orderId)).toMatchObject(
              reservation?.status === 'held' ? [ownHold] : [],
            );
          if (reservation?.status === 'held') held += 1;
          if (reservation?.status === 'committed') sold += 1;

          const about = commands.filter((one) => one.order === order && one.kind !== 'look after');
          const did = (kind: string) => about.some((one) => one.kind === kind);
          const said = commands.flatMap((one, index) => (one.order === order ? [answerOf(outcomes[index])] : []));
          const final = reservation?.releasedBy ?? reservation?.status;
          if (did('paid') && !did('canceled') && !did('release')) expect(['committed', 'sold-out']).toContain(final);
          else if (said.includes('reserved') && about.every(({ kind, tooLate }) => kind === 'reserve' && !tooLate))
            expect(final).toBe('held');
        }
        for (const { onHand, available } of counters)
          expect({ onHand, available }).toEqual({ onHand: stock - sold, available: stock - sold - held });
      },
    ),
    { numRuns: Number(process.env.STOCK_RUNS ?? 80), interruptAfterTimeLimit: 60_000 },
  );
}, 120_000);

function wish(orderId: string, lines: { variantId: string; quantity: number }[], tooLate: boolean) {
  return reserveStock.body.parse({
    orderId,
    expiresAt: new Date(Date.now() + (tooLate ? -1_000 : 600_000)).toISOString(),
    lines: lines.map(({ variantId, quantity }) => ({
      variantId,
      quantity,
      unitPrice: { amount: price, currency: 'EUR' },
      title: 'Chair',
    })),
  });
}

function answerOf(settled: PromiseSettledResult<unknown> | undefined): unknown {
  return settled?.status === 'fulfilled' ? settled.value : undefined;
}
