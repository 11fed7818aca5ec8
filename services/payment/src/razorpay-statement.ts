import { Invalid } from '@credenza/service-kit';
import type Razorpay from 'razorpay';
import { z } from 'zod';
import { fromProvider } from './provider-amount.ts';
import { StatementRow } from './provider-statement.ts';
import { hearing } from './razorpay-client.ts';
import { razorpayFee, refundKey } from './razorpay-payments.ts';

/** What we read of a line of Razorpay's settlement report. */
const Line = z.object({
  entity_id: z.string(),
  type: z.string(),
  amount: z.coerce.number(),
  currency: z.string(),
  fee: z.coerce.number(),
  created_at: z.int(),
  order_receipt: z.string().nullish(),
});
type Line = z.infer<typeof Line>;
const Report = z.object({ items: z.array(Line) });
const perPage = 100;
const dayMs = 24 * 3_600_000;
/** Razorpay settles within seven days; its days begin before those of UTC, in India. */
const settledWithinMs = 8 * dayMs;
const longestMs = 400 * dayMs;

/**
 * Reads Razorpay's statement: the settlement reports of the days on which the payments and refunds of a period were settled. What is
 * not settled yet (two days at home, seven from abroad) is not in it.
 *
 * @param parts the client and the clock
 * @param since the beginning of the period
 * @param until its end, not included
 * @returns the lines; what we have not caused (a dispute, an adjustment) comes as `other`, under Razorpay's name for it
 * @throws Invalid when the period is longer than 400 days
 */
export async function* razorpayStatement(
  parts: { client: Razorpay; now(): Date },
  since: Date,
  until: Date,
): AsyncGenerator<StatementRow> {
  const last = Math.min(until.getTime() + settledWithinMs, parts.now().getTime() + dayMs);
  if (last - since.getTime() > longestMs)
    throw new Invalid('Razorpay is asked day by day, for 400 days at most.', [
      { field: 'query.since', message: 'is too long ago' },
    ]);
  for (let day = since.getTime(); day <= last; day += dayMs)
    for await (const line of settledOn(parts.client, new Date(day)))
      if (line.created_at * 1_000 >= since.getTime() && line.created_at * 1_000 < until.getTime())
        for (const row of await rowsOf(parts.client, line)) yield StatementRow.parse(row);
}

async function* settledOn(client: Razorpay, date: Date): AsyncGenerator<Line> {
  const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  for (let skip = 0; ; skip += perPage) {
    const page = await hearing(Report, () => client.settlements.reports({ ...day, count: perPage, skip }));
    yield* page.items;
    if (page.items.length < perPage) return;
  }
}

async function rowsOf(client: Razorpay, line: Line): Promise<unknown[]> {
  const { entity_id: id, type, currency, created_at, order_receipt: key } = line;
  const amount = fromProvider(line.amount, currency);
  const facts = { amount, currency, at: new Date(created_at * 1_000).toISOString() };
  if (type === 'payment' && key) {
    const charge = { type: 'charge', key, state: 'charged', ...facts };
    const fee = razorpayFee({ id, status: 'captured', amount: line.amount, currency, fee: line.fee }) ?? 0;
    return fee > 0 ? [charge, { ...charge, type: 'fee', amount: fee }] : [charge];
  }
  const refund = type === 'refund' ? await refundKey(client, id) : undefined;
  if (refund !== undefined) return [{ type: 'refund', key: refund, state: 'refunded', ...facts }];
  return [{ type: 'other', key: id, state: type, ...facts }];
}
