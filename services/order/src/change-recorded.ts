import type { OrderId, UserId } from '@credenza/contracts';
import { type Audit, changeAudited, type Decision } from '@credenza/service-kit';
import type { Context } from './context.ts';
import type { Order, StoredOrder } from './order-state.ts';

/** How the audit log calls what moves money; missing for what does not. */
export interface MoneyAct {
  act: string;
  /** What it is done to: the order, or what of it. */
  subject: string;
  detail?: Record<string, unknown>;
}

/** Who changes an order. */
export interface Change {
  actor: UserId;
  /** The caller's Idempotency-Key, or what stands for it: what comes again under it is recorded once. */
  key: string;
  /** Refuse when the order's stored version is another one. */
  ifVersion?: number | undefined;
  records?: MoneyAct | undefined;
}

/**
 * Changes an order; what moves money is in the audit log before.
 *
 * @param orderId which
 * @param decide a pure rule; undefined means that nothing is to be done, and then nothing is recorded
 * @param change who does what under which key
 * @param ctx the stores
 * @returns the order after the change
 * @throws NotFound when there is none; StaleVersion when `ifVersion` does not fit; whatever the rule throws, unrecorded
 */
export async function changeRecorded(
  orderId: OrderId,
  decide: (order: StoredOrder) => Decision<Order> | undefined,
  change: Change,
  ctx: { orders: Context['orders']; audit: Audit },
): Promise<StoredOrder> {
  const { actor, records, ifVersion } = change;
  if (!records) return await ctx.orders.change(orderId, decide, { ifVersion });
  const key = `${records.subject}:${records.act}:${actor}:${change.key}`;
  const entriesOf = () => [{ ...records, actor, outcome: 'done' as const, key }];
  return await changeAudited(ctx.orders, orderId, decide, { audit: ctx.audit, entriesOf, ifVersion });
}
