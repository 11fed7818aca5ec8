import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { DashboardNudge } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Person, startWorld, type World } from './world.ts';

let world: World;
let seller: Person;
let buyer: Person;

beforeAll(async () => {
  world = await startWorld();
  [seller, buyer] = [await world.person('seller'), await world.person('buyer')];
}, 240_000);
afterAll(() => world?.stop(), 60_000);

/** Runs a command of the operator against the marketplace. */
async function command(name: string, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const admin = await world.admin();
  const file = join(resolve(import.meta.dirname, '../..'), 'deploy/ops', `${name}.ts`);
  const child = spawn(process.execPath, [file, ...args, '--url', world.url], {
    env: { ...process.env, NODE_OPTIONS: '', CREDENZA_TOKEN: admin.token },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, said };
}

const today = async () => (await seller.get('/api/seller/overview')).body.now;

describe('a seller at the dashboard', () => {
  test('sees a sale arrive live, what is to be sent, and the cancellation that undoes it', async () => {
    const { variantId } = await world.offer(seller, 10, 2_500);
    const { socket } = await world.live(seller);
    const nudges: DashboardNudge[] = [];
    socket.on('dashboard', (nudge: unknown) => nudges.push(DashboardNudge.parse(nudge)));
    expect(await today()).toMatchObject({ orders: 0, sales: 0 });

    const order = await world.buy(buyer, variantId, { quantity: 2 });
    await world.settled(buyer, order.body.orderId);
    await eventually(async () => (await today()).orders === 1);
    expect(await today()).toMatchObject({ units: 2, sales: 5_000, averageOrder: 5_000, refunds: 0 });
    await eventually(() => nudges.some(({ sellerId }) => sellerId === seller.userId));
    const { items } = (await seller.get('/api/seller/orders')).body;
    expect(items).toEqual([expect.objectContaining({ orderId: order.body.orderId, left: 2, overdue: false })]);
    const stock = (await seller.get('/api/seller/stock')).body.items;
    expect(stock).toEqual([expect.objectContaining({ variantId, available: 8, sold: 2 })]);

    const heard = nudges.length;
    await buyer.send('POST', `/api/orders/${order.body.orderId}/cancel`);
    await eventually(async () => (await today()).canceledOrders === 1);
    expect(await today()).toMatchObject({ orders: 1, refunds: 5_000, earnings: 0 });
    await eventually(() => nudges.length > heard);
    expect((await seller.get('/api/seller/orders')).body).toMatchObject({ items: [], open: 0 });
    socket.disconnect();
  });

  test('sees how many of those who look at a product buy it', async () => {
    const { productId, variantId } = await world.offer(seller, 10, 3_000);
    for (let visitor = 0; visitor < 4; visitor += 1) await world.call('GET', `/api/products/${productId}`);
    await world.settled(buyer, (await world.buy(buyer, variantId)).body.orderId);
    const row = async () =>
      (await seller.get('/api/seller/products')).body.items.find((one: any) => one.productId === productId);
    await eventually(async () => (await row())?.views === 4 && (await row())?.orders === 1);
    expect(await row()).toMatchObject({ views: 4, orders: 1, conversion: 0.25 });
  });

  test('sees the same after an operator has rebuilt the figures', async () => {
    const before = (await seller.get('/api/seller/days')).body;
    expect(before.items.at(-1)).toMatchObject({ orders: 2, views: 4, canceledOrders: 1 });
    const { code, said } = await command('rebuild', 'seller-dashboard');
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/is rebuilt from [1-9]\d* events in/) });
    expect((await seller.get('/api/seller/days')).body).toEqual(before);
  });

  test('an operator who names another service learns that it has nothing to rebuild', async () => {
    const { code, said } = await command('rebuild', 'cart');
    expect({ code, said }).toEqual({ code: 1, said: 'cart has no read model that could be rebuilt.\n' });
  });
});
