import { type Reply, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import { checkOut } from '../checkout.ts';
import type { Context } from '../context.ts';
import { Address, OrderView, view } from '../view.ts';

export const createOrder = route({
  method: 'post',
  path: '/api/orders',
  summary: 'Order the cart as you saw it; the charge follows at once.',
  role: 'buyer',
  idempotency: 'required',
  limit: { points: 30, seconds: 60 },
  status: 201,
  body: z.object({
    cartVersion: z.int().min(0).meta({ description: 'the version of the cart that the buyer looked at' }),
    shippingAddress: Address,
    payment: z.strictObject({
      token: z
        .string()
        .min(1)
        .max(200)
        .meta({ description: "the payment provider's token", examples: ['tok_approve'] }),
    }),
  }),
  reply: OrderView,
  problems: ['stale-cart', 'conflict'],
  async handle({ body, user, idempotencyKey = '' }, ctx: Context): Promise<Reply<z.output<typeof OrderView>>> {
    const { cartVersion, shippingAddress, payment } = body;
    const order = await checkOut(
      { buyerId: user.id, cartVersion, shippingAddress, paymentToken: payment.token, idempotencyKey },
      ctx,
    );
    return versioned(view(order), order.version, { status: 201, headers: { location: `/api/orders/${order._id}` } });
  },
});
