import type { World } from '../tests/journeys/world.ts';
import type { Meter } from './cpu.ts';
import { loadWork } from './load.ts';
import { watchOrders } from './paid.ts';
import { rawLoop } from './raw-loop.ts';
import type { Row } from './report.ts';
import type { Shop } from './shop.ts';

/** How to load the buyers' side. */
interface Options {
  seconds: number;
  meter: Meter;
}

/**
 * Measures what buyers do: change the cart, sign in, check out.
 *
 * @param world a running marketplace
 * @param shop what is for sale, with at least 32 buyers
 * @param options seconds, and what watches the processor
 * @returns the figures
 */
export async function measureWrites(world: World, shop: Shop, options: Options): Promise<Row[]> {
  const cart = { what: 'cart change', result: await changeCarts(shop, options) };
  const login = { what: 'login (argon2id as in production)', result: await signIn(world, shop, options) };
  for (const buyer of shop.buyers) await buyer.send('DELETE', '/api/cart');
  const loop = await rawLoop(world.market.env.MONGO_URL ?? '', { loops: 16, ms: options.seconds * 1_000 });
  const reference = { name: 'raw MongoDB loop', perSecond: loop, goal: 0.06 };
  const result = await checkOut(world, shop, options);
  return [cart, login, { what: 'checkout, first request to paid', result, reference }];
}

async function changeCarts({ buyers, offered }: Shop, { seconds, meter }: Options) {
  return await loadWork(
    async (worker) => {
      const line = { variantId: offered[worker]?.variantId, quantity: 1 };
      const { status } = (await buyers[worker]?.send('POST', '/api/cart/lines', line)) ?? { status: 0 };
      if (status === 409) await buyers[worker]?.send('DELETE', '/api/cart');
      else if (status !== 200) throw new Error(String(status));
    },
    { workers: 16, ms: seconds * 1_000, meter },
  );
}

async function signIn(world: World, { buyers }: Shop, { seconds, meter }: Options) {
  return await loadWork(
    async (worker) => {
      const { email, password } = buyers[worker] ?? { email: '', password: '' };
      if ((await world.call('POST', '/api/auth/login', { email, password })).status !== 200)
        throw new Error('no login');
    },
    { workers: 8, ms: seconds * 1_000, meter },
  );
}

async function checkOut(world: World, { buyers, offered }: Shop, { seconds, meter }: Options) {
  const workers = 32;
  const watch = await watchOrders(world);
  const turns = Array.from({ length: workers }, () => 0);
  try {
    return await loadWork(
      async (worker) => {
        // The cart of the last order is emptied a moment after it is paid; meanwhile somebody else buys.
        const turn = turns[worker] ?? 0;
        turns[worker] = turn + 1;
        const mine = buyers.filter((_, index) => index % workers === worker);
        const [buyer, some] = [mine[turn % mine.length], offered[Math.floor(Math.random() * offered.length)]];
        if (!buyer || !some) return;
        const order = await world.buy(buyer, some.variantId);
        if (order.status !== 201) throw new Error(JSON.stringify(order.body));
        await watch.paid(order.body.orderId);
      },
      { workers, ms: seconds * 2_000, meter },
    );
  } finally {
    await watch.stop();
  }
}

/**
 * From order.created to order.paid, by the events' own times.
 *
 * @param world a marketplace in which orders were paid
 * @returns the median and the 99th percentile in ms
 */
export async function createdToPaid(world: World): Promise<{ p50: number; p99: number }> {
  const events = (await world.db('order')).collection('events');
  const created = new Map<string, number>();
  const times: number[] = [];
  for await (const entry of events.find({ type: { $in: ['order.created', 'order.paid'] } }).sort({ publishedAt: 1 })) {
    const at = Date.parse(entry.envelope.time);
    if (entry.type === 'order.created') created.set(entry.subject, at);
    else times.push(at - (created.get(entry.subject) ?? at));
  }
  times.sort((a, b) => a - b);
  const share = (part: number) => times[Math.floor(times.length * part)] ?? Number.NaN;
  return { p50: share(0.5), p99: share(0.99) };
}
