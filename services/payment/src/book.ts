import type { Stored } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { draftsOf, nextBooking } from './order-postings.ts';
import type { Payment } from './payment.ts';

/**
 * Posts to the ledger what follows from a payment and is not there. It is safe to run twice, at once, and after a crash at any
 * point: every posting has an id that follows from what it is about.
 *
 * @param payment its state when last read
 * @param ctx the stores and clock
 */
export async function book(payment: Stored<Payment>, ctx: Context): Promise<void> {
  if (payment.bookAt === undefined) return;
  const now = ctx.now();
  const drafts = draftsOf(payment, now);
  for (const draft of drafts) await ctx.ledger.post(draft);
  const ids = drafts.map(({ _id }) => _id);
  await ctx.payments.noteBooked(payment, ids, nextBooking(payment, now));
}

/**
 * Does the same for callers who must go on: what cannot be posted now, the job posts later.
 *
 * @param payment its state when last read
 * @param ctx the stores and clock
 */
export async function bookOrLater(payment: Stored<Payment>, ctx: Context): Promise<void> {
  try {
    await book(payment, ctx);
  } catch (error) {
    ctx.log.error({ err: error, paymentId: payment._id }, 'a payment could not be posted and will be tried again');
  }
}
