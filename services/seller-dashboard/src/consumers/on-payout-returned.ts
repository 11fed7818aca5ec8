import { payoutReturned } from '@credenza/contracts';
import { moneyKeys } from '../money.ts';
import { once } from '../note.ts';
import { reaction } from '../reaction.ts';

/** Notes that the bank has sent a payout back. */
export const onPayoutReturned = reaction(payoutReturned, (event) => {
  const { payoutId, sellerId, amount, currency, reason } = event.data;
  const note = { ...once(event), amount, currency, detail: reason };
  return { payouts: [{ id: payoutId, sellerId, notes: { [moneyKeys.returned]: note } }] };
});
