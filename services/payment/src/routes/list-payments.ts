import { OrderId, PageQuery, PaymentId, pageOf, UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { PaymentState, paymentIdOf } from '../payment.ts';
import { PaymentView, view } from '../view.ts';

const Query = PageQuery.extend({
  orderId: OrderId.optional(),
  state: PaymentState.optional(),
  buyerId: UserId.optional().meta({ description: 'for admins; anybody else sees only their own' }),
  cursor: PaymentId.optional().meta({ description: 'the nextCursor of the page before' }),
});

/** Payments by order, state and buyer; whoever is not an admin sees their own alone. */
export const listPayments = route({
  method: 'get',
  path: '/api/payments',
  summary: 'Payments, those of the newest orders first: your own, or all for an admin.',
  role: 'user',
  query: Query,
  reply: pageOf(PaymentView),
  async handle({ query, user }, ctx: Context) {
    const { items, more } = await ctx.payments.list(
      {
        paymentId: query.orderId && paymentIdOf(query.orderId),
        buyerId: user.role === 'admin' ? query.buyerId : user.id,
        state: query.state,
      },
      query,
    );
    return { items: items.map((one) => view(one, user, ctx)), ...(more && { nextCursor: items.at(-1)?._id }) };
  },
});
