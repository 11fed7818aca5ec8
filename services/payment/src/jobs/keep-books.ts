import { job } from '@credenza/service-kit';
import { bookOrLater } from '../book.ts';
import type { Context } from '../context.ts';

/** Payments that one run takes at most, and posts at once. */
const perRun = 2_000;
const atOnce = 8;

/** Posts what is due: shares whose time has come, and what a crash kept from the ledger. */
export const keepBooks = job({
  name: 'keep-books',
  schedule: '@every 10s',
  summary: 'Makes the shares of delivered orders available, and posts what a crash kept from the ledger.',
  async run(ctx: Context) {
    let left = perRun;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        const payment = await ctx.payments.takeDue('bookAt', ctx.now());
        if (!payment) return;
        await bookOrLater(payment, ctx);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  },
});
