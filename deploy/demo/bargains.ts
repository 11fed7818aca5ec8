import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type SignedIn, signIn } from './accounts.ts';
import type { DemoAccount } from './logins.ts';
import { expected, type Rest } from './rest.ts';

/** What the API takes for a new promotion, as far as the demo makes use of it. */
interface Promised {
  title: string;
  benefit: object;
  code?: string;
  perBuyerLimit?: number;
}

/** The coupon that every buyer of the demo may use once. */
export const welcomeCoupon = 'WELCOME10';

const Shipping = z.object({ version: z.int(), options: z.array(z.unknown()) });
const Promotions = z.object({ items: z.array(z.unknown()) });
const Made = z.object({ promotionId: z.string() });

const near = ['DE', 'AT', 'BE', 'DK', 'FR', 'NL', 'PL'];
const options = [
  { optionId: 'standard', title: 'Parcel', price: 490, minDays: 2, maxDays: 4, countries: near, freeFrom: 15_000 },
  { optionId: 'express', title: 'Express', price: 1_290, minDays: 1, maxDays: 2, countries: ['DE', 'AT'] },
  { optionId: 'europe', title: 'Parcel, all of Europe', price: 990, minDays: 4, maxDays: 8 },
];

/**
 * Gives newcomers something to see in their carts: every second shop says how it sends (the others send as is usual), one has free
 * pieces, and there is a welcome coupon. What is there already stays as it is.
 *
 * @param rest the marketplace
 * @param sellers the shops
 * @param admin the administrator's account; where it has another password there is no coupon
 */
export async function bargains(rest: Rest, sellers: readonly SignedIn[], admin: DemoAccount): Promise<void> {
  for (const [index, seller] of sellers.entries()) if (index % 2 === 0) await sends(rest, seller);
  const [first] = sellers;
  if (first)
    await promises(rest, first.token, { title: 'Three for two', benefit: { kind: 'buy-x-get-y', buy: 2, get: 1 } });
  const administrator = await signIn(rest, admin);
  const tenth = { title: 'Welcome: 10 % off', benefit: { kind: 'percentage', basisPoints: 1_000 } };
  if (administrator) await promises(rest, administrator.token, { ...tenth, code: welcomeCoupon, perBuyerLimit: 1 });
}

async function sends(rest: Rest, { token }: SignedIn): Promise<void> {
  const path = '/api/cart/shipping/options';
  const present = expected(await rest.ask('GET', path, { token }), Shipping, 'looking how a shop sends');
  if (present.version > 0) return;
  const answer = await rest.ask('PUT', path, { token, body: { options } });
  expected(answer, Shipping, 'saying how a shop sends');
}

async function promises(rest: Rest, token: string, body: Promised): Promise<void> {
  const path = '/api/cart/promotions';
  if (body.code === undefined) {
    const listed = await rest.ask('GET', `${path}?ended=true`, { token });
    if (expected(listed, Promotions, 'listing promotions').items.length > 0) return;
  }
  const answer = await rest.ask('POST', path, { token, body, headers: { 'idempotency-key': randomUUID() } });
  if (answer.status !== 409) expected(answer, Made, `promising ${body.title}`);
}
