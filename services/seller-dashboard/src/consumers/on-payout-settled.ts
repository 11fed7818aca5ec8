import { payoutSettled } from '@credenza/contracts';
import { moneyKeys } from '../money.ts';
import { once } from '../note.ts';
import { reaction } from '../reaction.ts';

/** Notes that a payout has arrived. */
export const onPayoutSettled = reaction(payoutSettled, (event) => {
  const { payoutId, sellerId, amount, currency, reference } = event.data;
  const note = { ...once(event), amount, currency, detail: reference };
  return { payouts: [{ id: payoutId, sellerId, notes: { [moneyKeys.settled]: note } }] };
});
