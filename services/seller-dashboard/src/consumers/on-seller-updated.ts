import { sellerUpdated } from '@credenza/contracts';
import { newest } from '../note.ts';
import { reaction } from '../reaction.ts';
import { shopKey } from '../shop.ts';

/** Notes a shop's currency, its members and whether it can be paid out. */
export const onSellerUpdated = reaction(sellerUpdated, (event) => {
  const { sellerId, name, state, currency, members, payoutReady } = event.data;
  const note = {
    ...newest(event, event.aggregateversion),
    name,
    state,
    currency,
    members: members.map(({ userId }) => userId),
    payoutReady,
  };
  return { shops: [{ id: sellerId, sellerId, notes: { [shopKey]: note } }] };
});
