import { z } from 'zod';
import { CartSnapshot } from './cart.ts';
import { NotificationId, OrderId, UserId } from './ids.ts';

/** What the bell shows. */
export const Notification = z.object({
  notificationId: NotificationId,
  kind: z.string(),
  title: z.string(),
  body: z.string(),
  link: z.string().optional().meta({ description: 'a path of the storefront' }),
  createdAt: z.iso.datetime(),
  readAt: z.iso.datetime().optional(),
});
export type Notification = z.infer<typeof Notification>;

/** What has just happened to an order; `return` and `dispute` for any step of one. A client loads the order to see where it stands. */
const OrderStatus = z.enum([
  'created',
  'paid',
  'accepted',
  'shipped',
  'delivered',
  'reduced',
  'return',
  'dispute',
  'canceled',
  'refunded',
]);

/**
 * One live message on the socket (`message` event). `seq` counts up by one per user without gaps: a client keeps the
 * last one it saw and gives it at the next handshake (`auth.since`) to get what it missed.
 */
export const LiveMessage = z.discriminatedUnion('kind', [
  z.object({ seq: z.int(), at: z.iso.datetime(), kind: z.literal('cart'), cart: CartSnapshot }),
  z.object({
    seq: z.int(),
    at: z.iso.datetime(),
    kind: z.literal('order'),
    orderId: OrderId,
    status: OrderStatus,
    version: z.int().min(1).meta({ description: "the order's version; the server never sends an older one after it" }),
    detail: z.string().optional(),
  }),
  z.object({ seq: z.int(), at: z.iso.datetime(), kind: z.literal('notification'), notification: Notification }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;

/**
 * The `resync` event of the socket: more was missed than is kept, so the client loads its cart, orders and
 * notifications anew and goes on from `seq`.
 */
export const Resync = z.object({ seq: z.int().min(0) });
export type Resync = z.infer<typeof Resync>;

/** What a client without a socket gets: the messages after the one it knows, or the word that it must load anew. */
export const MissedMessages = z.object({
  seq: z.int().min(0).meta({ description: 'the newest message there is; the next `since`' }),
  resync: z.boolean().meta({ description: 'true: more was missed than is kept; load everything anew' }),
  messages: z.array(LiveMessage),
});
export type MissedMessages = z.infer<typeof MissedMessages>;

/**
 * The `dashboard` event of the socket: the figures of the user's shop have moved, load them anew. It is no message: it has no
 * number and is not kept, because whoever connects loads the figures anyway.
 */
export const DashboardNudge = z.object({ sellerId: UserId, seq: z.int().min(1) });
export type DashboardNudge = z.infer<typeof DashboardNudge>;
