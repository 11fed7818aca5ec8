import { balanceUpdated } from '@credenza/contracts';
import { moneyKeys } from '../money.ts';
import { newest } from '../note.ts';
import { reaction } from '../reaction.ts';

/** Notes what payment owes the shop now. */
export const onBalanceUpdated = reaction(balanceUpdated, (event) => {
  const { sellerId, currency, pending, available } = event.data;
  const note = { ...newest(event, event.aggregateversion), currency, pending, available };
  return { balances: [{ id: `${sellerId}:${currency}`, sellerId, notes: { [moneyKeys.now]: note } }] };
});
