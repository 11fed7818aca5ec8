import { Amount, Currency, LineId, OrderId, SellerOrderId } from '@credenza/contracts';
import { z } from 'zod';
import { tool } from './tool.ts';

const Line = z.object({
  lineId: LineId,
  sellerId: z.string(),
  title: z.string(),
  quantity: z.int(),
});

/** What the assistant needs of an order; whatever else order tells is left out. */
export const OrderFacts = z.object({
  orderId: OrderId,
  status: z.enum(['pending', 'paid', 'canceled']),
  fulfilment: z.string(),
  total: Amount,
  currency: Currency,
  createdAt: z.iso.datetime(),
  lines: z.array(Line),
  sellerOrders: z.array(
    z.object({
      sellerOrderId: SellerOrderId,
      sellerId: z.string(),
      sellerName: z.string(),
      state: z.string(),
      parcels: z.array(
        z.object({ carrier: z.string(), tracking: z.string().optional(), deliveredAt: z.iso.datetime().optional() }),
      ),
      returns: z.array(z.object({ state: z.string() })),
    }),
  ),
});
export type OrderFacts = z.infer<typeof OrderFacts>;

export const myOrders = tool({
  name: 'my_orders',
  description: "The caller's own latest orders with their status and parcels, or one of them by its id.",
  roles: ['buyer'],
  input: z.object({ orderId: OrderId.optional(), limit: z.int().min(1).max(10).default(3) }),
  async run({ orderId, limit }, caller, { shop }) {
    const about = { service: 'order', method: 'GET' } as const;
    if (orderId) {
      const order = await shop.ask({ ...about, path: `/api/orders/${orderId}` }, caller, OrderFacts);
      return { data: { orders: [order] }, passages: [] };
    }
    const Page = z.object({ items: z.array(OrderFacts) });
    const { items } = await shop.ask({ ...about, path: `/api/orders?limit=${limit}` }, caller, Page);
    return { data: { orders: items }, passages: [] };
  },
});
