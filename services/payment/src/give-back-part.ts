import type { OrderId, Refund, UserId } from '@credenza/contracts';
import { Reject } from '@credenza/service-kit';
import { advance } from './advance.ts';
import type { Context } from './context.ts';
import { orderPart, partOf } from './part-refund.ts';
import { paymentIdOf } from './payment.ts';

/**
 * Gives the money of some pieces back: what every event with a `refund` asks for.
 *
 * @param of the order and the shop whose pieces they are
 * @param refund how much, and who gave it
 * @param ctx the stores, providers and clock
 * @throws Reject when the provider refuses it, or it is more than is left; Unavailable when the provider does not answer
 */
export async function giveBackPart(
  of: { orderId: OrderId; sellerId: UserId },
  refund: Refund,
  ctx: Context,
): Promise<void> {
  const { aggregates } = ctx.payments;
  const rule = (payment: Parameters<typeof orderPart>[0]) => orderPart(payment, of.sellerId, refund, ctx.now());
  const after = await advance(await aggregates.change(paymentIdOf(of.orderId), rule), ctx);
  const part = partOf(after, refund.refundId);
  if (part?.status === 'refused') throw new Reject(`The provider refuses ${refund.refundId}: ${part.reason}`);
}
