import type { UserId } from '@credenza/contracts';
import type { Context } from './context.ts';
import { type Stay, whyNot } from './payout-plan.ts';

/** Shops that are looked up together. */
const together = 500;

/** What a shop would get now. */
export interface PlanRow {
  sellerId: UserId;
  name?: string | undefined;
  pending: number;
  available: number;
  /** Why it gets nothing; missing when it gets all that is available. */
  stays?: Stay | undefined;
}

/**
 * Looks at every shop that has funds: who would be paid now, and who not.
 *
 * @param currency an ISO 4217 code
 * @param ctx the stores and the minimum
 * @returns one row per shop, by id; amounts in minor units
 */
export async function* planPayouts(currency: string, ctx: Context): AsyncGenerator<PlanRow> {
  let rows: PlanRow[] = [];
  for await (const { sellerId, funds } of ctx.balances.inCurrency(currency)) {
    if (funds.pending === 0 && funds.available === 0) continue;
    rows.push({ sellerId, ...funds });
    if (rows.length < together) continue;
    yield* await decided(rows, ctx);
    rows = [];
  }
  yield* await decided(rows, ctx);
}

async function decided(rows: PlanRow[], ctx: Context): Promise<PlanRow[]> {
  const sellers = await ctx.sellers.of(rows.map(({ sellerId }) => sellerId));
  return rows.map((row) => {
    const seller = sellers.get(row.sellerId);
    return { ...row, name: seller?.name, stays: whyNot(row.available, ctx.payoutMinimum, seller) };
  });
}
