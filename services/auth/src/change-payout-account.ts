import type { UserId } from '@credenza/contracts';
import type { Decision } from '@credenza/service-kit';
import { changedShop, ownerOf, type Shop, type ShopState } from './shop.ts';

/**
 * Says where a shop's money shall go.
 *
 * @param shop the shop
 * @param actor who says so
 * @param account the account, sealed and masked
 * @param now the time
 * @returns the decision
 * @throws Forbidden for staff
 */
export function givePayoutAccount(
  shop: Shop,
  actor: UserId,
  account: { sealed: string; masked: string },
  now: Date,
): Decision<ShopState> {
  ownerOf(shop, actor);
  return changedShop(shop, { payout: { ...account, givenAt: now, givenBy: actor } }, ['payout']);
}
