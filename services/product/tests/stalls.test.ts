import { newId, OrderId, reserveStock } from '@credenza/contracts';
import { StaleVersion } from '@credenza/service-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commitOrder } from '../src/endings.ts';
import type { ReservationParts } from '../src/holds.ts';
import { lookAfter } from '../src/overdue.ts';
import { reserve } from '../src/reserve.ts';
import { gated } from './gated.ts';
import { firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;
let parts: ReservationParts;

beforeAll(async () => {
  shop = await openShop();
  parts = shop.running.context;
});
afterAll(() => shop?.stop());

const price = 12_900;
const past = new Date(0);
const sweep = async () => await lookAfter(await parts.stocks.overdue(parts.now(), 200), parts);

/** An order of two of five lamps. */
async function anOrder(expiresAt = new Date(Date.now() + 600_000)) {
  const product = await shop.sell({ ...lamp, variants: [{ options: [], price, stock: 5 }] });
  const { productId } = product;
  const { variantId } = firstVariant(product);
  const orderId = newId(OrderId);
  const command = reserveStock.body.parse({
    orderId,
    expiresAt: expiresAt.toISOString(),
    lines: [{ variantId, quantity: 2, unitPrice: { amount: price, currency: 'EUR' }, title: 'Lamp' }],
  });
  const lines = [{ variantId, productId, quantity: 2 }];
  const counters = async () => {
    const { onHand, available, holds } = await parts.stocks.aggregates.get(variantId);
    return { onHand, available, holds: holds.length };
  };
  return { orderId, variantId, command, lines, counters };
}

/** A process that has overslept, so that its holds are due from the start, and stands still at each step of a store. */
function slowly(at: 'reservations' | 'stocks', standStill: (step: string) => Promise<void>): ReservationParts {
  const steps = new Map<string, number>();
  const gate = async (method: string) => {
    const count = (steps.get(method) ?? 0) + 1;
    steps.set(method, count);
    await standStill(`${method} ${count}`);
  };
  return { ...parts, [at]: gated(parts[at], gate), now: () => new Date(Date.now() - 20_000) };
}

const untouched = { onHand: 5, available: 5, holds: 0 };
const held = { onHand: 5, available: 3, holds: 1 };
const sold = { onHand: 3, available: 3, holds: 0 };

describe('an attempt that stands still until its pieces went back', () => {
  test('before it writes the reservation takes them anew before it says reserved', async () => {
    const { orderId, command, lines, counters } = await anOrder();
    let meanwhile: object | undefined;
    const slow = slowly('reservations', async (step) => {
      if (step !== 'create 1') return;
      await sweep();
      meanwhile = await counters();
    });
    expect((await reserve(command, slow)).outcome).toBe('reserved');
    expect([meanwhile, await counters()]).toEqual([untouched, held]);
    await commitOrder(orderId, lines, parts);
    expect(await counters()).toEqual(sold);
  });

  test('before it opens what a crash left behind does so too', async () => {
    const { orderId, variantId, command, lines, counters } = await anOrder();
    await parts.stocks.take(variantId, { orderId, quantity: 2, until: past, attempt: 'dead' });
    await sweep();
    let meanwhile: object | undefined;
    const slow = slowly('reservations', async (step) => {
      if (step !== 'change 1') return;
      await sweep();
      meanwhile = await counters();
    });
    expect((await reserve(command, slow)).outcome).toBe('reserved');
    expect([meanwhile, await counters()]).toEqual([untouched, held]);
    await commitOrder(orderId, lines, parts);
    expect(await counters()).toEqual(sold);
  });

  test('before it notes a late payment sells nothing, and runs again', async () => {
    const { orderId, command, lines, counters } = await anOrder(past);
    await reserve(command, parts);
    await sweep();
    let meanwhile: object | undefined;
    const slow = slowly('reservations', async (step) => {
      if (step !== 'change 2') return;
      await sweep();
      meanwhile = await counters();
    });
    await expect(commitOrder(orderId, lines, slow)).rejects.toThrow(StaleVersion);
    expect([meanwhile, await counters()]).toEqual([untouched, untouched]);
    await commitOrder(orderId, lines, parts);
    expect(await counters()).toEqual(sold);
    expect(await parts.reservations.get(orderId)).toMatchObject({ status: 'committed' });
  });
});

describe('whoever looks after a hold and stands still', () => {
  test('finds that it belongs to the reservation by now, and leaves it', async () => {
    const { orderId, variantId, command, counters } = await anOrder();
    await parts.stocks.take(variantId, { orderId, quantity: 2, until: past, attempt: 'dead' });
    await sweep();
    const overslept = slowly('reservations', async (step) => {
      if (step !== 'change 1') return;
      const holds = await parts.stocks.overdue(parts.now(), 200);
      const late = slowly('reservations', async (call) => {
        if (call === 'change 1') await reservedMeanwhile;
      });
      looking = lookAfter(holds, late);
    });
    let looking: Promise<void> | undefined;
    let opened = () => {};
    const reservedMeanwhile = new Promise<void>((resolve) => {
      opened = resolve;
    });
    expect((await reserve(command, overslept)).outcome).toBe('reserved');
    opened();
    await looking;
    expect(await counters()).toEqual(held);
  });
});

test('a late payment whose own old hold stood in its way is not told that all is sold', async () => {
  const { orderId, variantId, command, lines, counters } = await anOrder(past);
  await reserve({ ...command, lines: command.lines.map((line) => ({ ...line, quantity: 1 })) }, parts);
  await sweep();
  const old = { variantId, orderId, attempt: 'died before it noted the payment' };
  await parts.stocks.take(variantId, { ...old, quantity: 2, until: new Date(Date.now() + 60_000) });
  const goesBack = slowly('stocks', async (step) => {
    if (['holdsOf 1', 'find 1'].includes(step)) await parts.stocks.giveBack(old);
  });
  await commitOrder(orderId, lines, goesBack);
  expect(await parts.reservations.get(orderId)).toMatchObject({ status: 'committed' });
  expect(await counters()).toEqual(sold);
});
