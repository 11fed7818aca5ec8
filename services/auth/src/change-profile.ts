import type { UserId } from '@credenza/contracts';
import { Conflict, type Decision } from '@credenza/service-kit';
import { changedShop, memberOf, type Shop, type ShopState } from './shop.ts';
import { differingFields, type ProfilePatch } from './shop-profile.ts';

/**
 * Changes what a shop says about itself; staff may do so too.
 *
 * @param shop the shop
 * @param actor who wants it
 * @param patch what shall be changed
 * @returns the decision; undefined when nothing is different
 * @throws Forbidden for somebody who does not work there; Conflict for another currency once the shop sells: its balance is
 *   counted in it
 */
export function changeProfile(shop: Shop, actor: UserId, patch: ProfilePatch): Decision<ShopState> | undefined {
  memberOf(shop, actor);
  const fields = differingFields(shop, patch);
  if (Object.keys(fields).length === 0) return undefined;
  if ('currency' in fields && shop.state !== 'applied')
    throw new Conflict('The currency stays as it is once the shop has been opened.');
  return changedShop(shop, fields, ['profile']);
}
