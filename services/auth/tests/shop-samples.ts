import { newId, UserId } from '@credenza/contracts';
import type { Decision } from '@credenza/service-kit';
import { openShop, type Shop, type ShopState } from '../src/shop.ts';

export const now = new Date('2026-03-01T12:00:00Z');

/**
 * @param differences what the test cares about
 * @returns an active shop with one owner, its founder
 */
export function aShop(differences: Partial<Shop> = {}): Shop {
  const founder = newId(UserId);
  const { state } = openShop(founder, { name: 'Lund Oak Works', state: 'active', now });
  return { ...state, _id: founder, version: 1, ...differences };
}

/**
 * Writes a decision onto a shop, as the store does.
 *
 * @param shop the shop before
 * @param decision what a rule returned
 * @returns the shop after
 */
export function after(shop: Shop, decision: Decision<ShopState> | undefined): Shop {
  if (!decision) return shop;
  const changed: Partial<ShopState> = Object.fromEntries(Object.entries(decision.state));
  return { ...shop, ...changed, version: shop.version + 1 };
}

/** What a complete profile says. */
export const fullProfile = {
  description: 'Furniture of oak, made to last.',
  address: { line1: 'Storgatan 1', postalCode: '223 50', city: 'Lund', country: 'SE' },
  taxId: 'SE556677889901',
  contactEmail: 'hello@lund-oak.example',
};

/** An account in the format of the German example in the IBAN registry. */
export const iban = { kind: 'iban', holder: 'Lund Oak Works AB', iban: 'DE89 3704 0044 0532 0130 00' };
