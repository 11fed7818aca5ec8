import { z } from 'zod';
import type { SignedIn } from './accounts.ts';
import { inPool } from './pool.ts';
import { expected, type Rest } from './rest.ts';

const Shop = z.object({ payoutReady: z.boolean() });
const path = '/api/auth/shop';

/** An example that is in every text about IBANs: its check digits are right, and nothing is ever sent there. */
const iban = 'DE89370400440532013000';

/**
 * Says where the money of every shop goes, so that an admin can pay them out. An account that is there stays.
 *
 * @param rest the marketplace
 * @param sellers the shops
 */
export async function payoutAccounts(rest: Rest, sellers: readonly SignedIn[]): Promise<void> {
  await inPool(sellers, sellers.length, async ({ token, account }) => {
    const shop = expected(await rest.ask('GET', path, { token }), Shop, 'looking at a shop');
    if (shop.payoutReady) return;
    const body = { kind: 'iban', holder: account.name, iban };
    const headers = { 'if-match': '*' }; // its first products change a shop at the same time
    const answer = await rest.ask('PUT', `${path}/payout-account`, { token, body, headers });
    expected(answer, Shop, 'saying where the money goes');
  });
}
