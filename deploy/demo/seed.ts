import { join } from 'node:path';
import type { ProductId } from '@credenza/contracts';
import { everybody } from './accounts.ts';
import { bargains } from './bargains.ts';
import { catalogue, type DemoRange } from './catalogue.ts';
import { furnish } from './categories.ts';
import { history } from './history.ts';
import { administrator, buyers, type DemoAccount, shops } from './logins.ts';
import { offer } from './offers.ts';
import { paint } from './paint.ts';
import { payoutAccounts } from './payout-accounts.ts';
import { inPool } from './pool.ts';
import { dice } from './random.ts';
import { relive } from './relive.ts';
import { restAt } from './rest.ts';

/** What the demo data consists of after seeding. */
export interface Seeded {
  sellers: number;
  buyers: number;
  products: number;
  /** Orders that this run has placed. */
  orders: number;
}

const buyersAtOnce = 5;

/**
 * Fills a marketplace over its public API: twelve sellers with about 1,200 products and their pictures, twenty buyers
 * with a past, a coupon and ways of sending. Running it again completes what is missing and doubles nothing.
 *
 * @param options the marketplace's address, the data folder whose `media/` is shown under /media/, who is told about
 *   the progress, a catalogue other than the whole, and an administrator other than the usual one
 * @returns what there is now
 * @throws PlainError one sentence on what did not work
 */
export async function seed(options: {
  url: string;
  dataDir: string;
  progress: (text: string) => void;
  ranges?: readonly DemoRange[];
  admin?: DemoAccount;
}): Promise<Seeded> {
  const { url, dataDir, progress, ranges = catalogue(), admin = administrator } = options;
  const rest = restAt(url);
  const accounts = [...shops, ...buyers];
  const [pictures, people] = await Promise.all([paint(join(dataDir, 'media'), ranges), everybody(rest, accounts)]);
  progress(`${shops.length} sellers and ${buyers.length} buyers have accounts; ${pictures} pictures are drawn.`);

  const total = ranges.reduce((sum, { products }) => sum + products.length, 0);
  const count = counter(total, 200, (done) => progress(`${done} of ${total} products are on offer.`));
  // All sellers side by side and in no order of their own, so that the newest products are a mixture of everything.
  const offers = await inPool(ranges, ranges.length, async ({ seller: { slug, name }, products }) => {
    const seller = people.find(({ account }) => account.name === name);
    return seller ? await offer(rest, seller, dice(`order of ${slug}`).some(products, products.length), count) : [];
  });
  const ids = new Map<string, ProductId>(offers.flatMap((found) => [...found]));

  const sellers = people.filter(({ account }) => account.role === 'seller');
  await Promise.all([bargains(rest, sellers, admin), payoutAccounts(rest, sellers)]);
  if (await furnish(rest, admin)) progress('Some categories say what their products have to tell.');

  const pasts = history(ranges);
  const orders = pasts.reduce((sum, past) => sum + past.orders.length, 0);
  progress(`The buyers order: ${orders} orders with a past.`);
  const placed = await inPool(pasts, buyersAtOnce, async ({ buyer: account, orders: past }) => {
    const buyer = people.find((one) => one.account === account);
    return buyer ? await relive(rest, buyer, past, ids) : 0;
  });
  const now = placed.reduce((sum, more) => sum + more, 0);
  progress(now === 0 ? 'All demo data is there already.' : `The demo data is complete: ${now} orders were placed.`);
  return { sellers: shops.length, buyers: buyers.length, products: total, orders: now };
}

function counter(total: number, every: number, tell: (done: number) => void): () => void {
  let done = 0;
  return () => {
    done += 1;
    if (done % every === 0 || done === total) tell(done);
  };
}
