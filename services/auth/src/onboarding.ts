import type { SellerState, UserId } from '@credenza/contracts';
import { Conflict, type Decision } from '@credenza/service-kit';
import { type ChecklistRow, missingRows, presentTerms } from './checklist.ts';
import { moveShop, ownerOf, type Shop, type ShopState } from './shop.ts';
import { stateAfter } from './shop-state.ts';

/**
 * @param rows what the marketplace asks of new shops
 * @returns the state that a shop begins in: a marketplace that asks for nothing opens it at once
 */
export function firstState(rows: ChecklistRow[]): SellerState {
  return rows.length === 0 ? 'active' : 'applied';
}

/**
 * An admin opens a shop that has applied.
 *
 * @param shop the shop
 * @param rows what the marketplace asks for
 * @returns the decision
 * @throws Conflict when it has not applied, or lacks something, with the titles of what is `missing`
 */
export function activateShop(shop: Shop, rows: ChecklistRow[]): Decision<ShopState> {
  stateAfter(shop.state, 'activate');
  const missing = missingRows(rows, shop);
  if (missing.length > 0) throw new Conflict(`The shop is not complete: ${missing.join(', ')}.`, { missing });
  return moveShop(shop, 'activate');
}

/**
 * An owner accepts the terms of the marketplace.
 *
 * @param shop the shop
 * @param accepted who accepts which version
 * @param rows what the marketplace asks for
 * @param now the time
 * @returns the decision; undefined when they are accepted already
 * @throws Forbidden for staff; Conflict when other terms, or none, are to be accepted
 */
export function acceptTerms(
  shop: Shop,
  accepted: { actor: UserId; version: string },
  rows: ChecklistRow[],
  now: Date,
): Decision<ShopState> | undefined {
  const { actor, version } = accepted;
  ownerOf(shop, actor);
  const present = presentTerms(rows);
  if (present === undefined) throw new Conflict('There are no terms to accept.');
  if (version !== present) throw new Conflict(`The terms that apply now are ${present}.`, { termsVersion: present });
  if (shop.terms?.version === version) return undefined;
  return { state: { terms: { version, acceptedAt: now, acceptedBy: actor } }, facts: [] };
}

/**
 * @param shop a shop that has a product
 * @returns the decision to remember it; undefined when that is known
 */
export function noteProduct(shop: Shop): Decision<ShopState> | undefined {
  return shop.hasProduct ? undefined : { state: { hasProduct: true }, facts: [] };
}
