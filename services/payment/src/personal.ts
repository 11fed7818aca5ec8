import { formatMoney, type PrivacySubject } from '@credenza/contracts';
import type { PersonalData, Stored } from '@credenza/service-kit';
import type { Context } from './context.ts';
import type { Payment } from './payment.ts';
import type { Payout } from './payout.ts';
import { payoutView } from './payout-view.ts';
import { view } from './view.ts';

/** Payments and payouts that are read at a time. */
const pageSize = 100;

async function* paymentsOf({ userId: buyerId }: PrivacySubject, ctx: Context): AsyncGenerator<Stored<Payment>> {
  let cursor: string | undefined;
  do {
    const { items, more } = await ctx.payments.list({ buyerId }, { limit: pageSize, cursor });
    yield* items;
    cursor = more ? items.at(-1)?._id : undefined;
  } while (cursor);
}

async function* payoutsOf({ sellerId }: PrivacySubject, ctx: Context): AsyncGenerator<Stored<Payout>> {
  let cursor: string | undefined;
  do {
    const { items, more } = await ctx.payouts.list({ sellerId }, { limit: pageSize, cursor });
    yield* items;
    cursor = more ? items.at(-1)?._id : undefined;
  } while (cursor);
}

/** Whether money may still move in one of its directions. */
function isOpen({ state, refunds = [] }: Payment): boolean {
  const moving = state === 'charging' || state === 'canceling' || state === 'refunding';
  return moving || refunds.some(({ status }) => status === 'ordered' || status === 'refused');
}

/** The money of orders and shops. It is all books: nothing in it names a person but by id, so nothing is erased. */
export const personal: PersonalData<Context> = {
  async *export(subject, ctx) {
    for await (const payment of paymentsOf(subject, ctx))
      yield ['payments', view(payment, { id: subject.userId, role: 'buyer' }, ctx)];
    const { sellerId } = subject;
    if (!sellerId) return;
    for (const [shop, { funds }] of await ctx.balances.of([sellerId])) yield ['balances', { shop, funds }];
    for await (const payout of payoutsOf(subject, ctx)) yield ['payouts', payoutView(payout)];
  },
  async erase() {
    return 0;
  },
  async obstacles(subject, ctx) {
    const reasons: string[] = [];
    for await (const payment of paymentsOf(subject, ctx))
      if (isOpen(payment)) reasons.push(`The money of order ${payment.orderId} is still on its way.`);
    const { sellerId } = subject;
    if (!sellerId) return reasons;
    for (const { funds } of (await ctx.balances.of([sellerId])).values())
      for (const [currency, { pending, available }] of Object.entries(funds))
        if (pending !== 0 || available !== 0)
          reasons.push(
            `The shop's balance is ${formatMoney({ amount: pending + available, currency })}; it has to be paid out or settled.`,
          );
    const states = ['proposed', 'approved', 'taken', 'sent'] as const;
    const { items } = await ctx.payouts.list({ sellerId, states }, { limit: pageSize });
    for (const { _id } of items) reasons.push(`Payout ${_id} is still on its way.`);
    return reasons;
  },
};
