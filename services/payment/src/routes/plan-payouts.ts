import { Amount, Currency, marketplaceCurrency, PageQuery, UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { Funds } from '../funds-view.ts';
import { Stay } from '../payout-plan.ts';
import { type PlanRow, planPayouts as plan } from '../plan-payouts.ts';

const Count = z.object({ count: z.int().min(0), amount: z.int() });
const Row = z
  .object({ sellerId: UserId, name: z.string().optional(), amount: Amount, stays: Stay.optional() })
  .extend(Funds.shape);

/** The dry run of a batch: it moves nothing. */
export const planPayouts = route({
  method: 'get',
  path: '/api/payments/admin/payouts/plan',
  summary: 'Who would be paid out now and how much, and why others would not be.',
  role: 'admin',
  query: PageQuery.extend({
    currency: Currency.default(marketplaceCurrency),
    cursor: UserId.optional().meta({ description: 'the nextCursor of the page before' }),
  }),
  reply: z.object({
    currency: Currency,
    minimum: Amount,
    pays: Count,
    stays: z.array(Count.extend({ why: Stay })),
    items: z.array(Row),
    nextCursor: UserId.optional(),
  }),
  async handle({ query: { currency, limit, cursor = '' } }, ctx: Context) {
    const pays = { count: 0, amount: 0 };
    const stays = new Map<Stay, { count: number; amount: number }>();
    const page: PlanRow[] = [];
    for await (const row of plan(currency, ctx)) {
      const sum = row.stays ? (stays.get(row.stays) ?? { count: 0, amount: 0 }) : pays;
      sum.count += 1;
      sum.amount += row.available;
      if (row.stays) stays.set(row.stays, sum);
      if (row.sellerId > cursor && page.length <= limit) page.push(row);
    }
    const items = page.slice(0, limit).map((row) => ({ ...row, amount: row.stays ? 0 : row.available }));
    return {
      currency,
      minimum: ctx.payoutMinimum,
      pays,
      stays: [...stays].map(([why, sum]) => ({ why, ...sum })),
      items,
      ...(page.length > limit && { nextCursor: items.at(-1)?.sellerId }),
    };
  },
});
