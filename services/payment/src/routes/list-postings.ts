import { Currency, OrderId, PageQuery, PaymentId, PayoutId, pageOf, RefundId, UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { cursorOf, placeOf } from '../ledger-cursor.ts';

const Posting = z.object({
  id: z.string(),
  kind: z.string(),
  at: z.iso.datetime(),
  currency: Currency,
  paymentId: PaymentId.optional(),
  orderId: OrderId.optional(),
  refundId: RefundId.optional(),
  payoutId: PayoutId.optional(),
  sellers: z.array(UserId),
  entries: z.array(z.object({ account: z.string(), amount: z.int().meta({ description: 'debits are positive' }) })),
});

export const listPostings = route({
  method: 'get',
  path: '/api/payments/admin/ledger',
  summary: 'Postings of the ledger by order, shop or payout, the newest first; each sums to zero.',
  role: 'admin',
  query: PageQuery.extend({
    orderId: OrderId.optional(),
    sellerId: UserId.optional(),
    payoutId: PayoutId.optional(),
  }),
  reply: pageOf(Posting),
  async handle({ query: { orderId, sellerId, payoutId, limit, cursor } }, ctx: Context) {
    const filter = {
      ...(orderId && { orderId }),
      ...(sellerId && { sellers: sellerId }),
      ...(payoutId && { payoutId }),
    };
    const { items, more } = await ctx.ledger.page(filter, limit, placeOf(cursor));
    return {
      items: items.map(({ _id, at, ...posting }) => ({ ...posting, id: _id, at: at.toISOString() })),
      ...(more && { nextCursor: cursorOf(items) }),
    };
  },
});
