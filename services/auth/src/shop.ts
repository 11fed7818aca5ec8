import {
  type Currency,
  type Fact,
  type MemberRole,
  marketplaceCurrency,
  type SellerState,
  sellerUpdated,
  type UserId,
} from '@credenza/contracts';
import { type Decision, Forbidden, type Stored } from '@credenza/service-kit';
import type { z } from 'zod';
import type { ShopDocument } from './document.ts';
import type { Invitation } from './invitation.ts';
import type { KeptPayoutAccount } from './payout-account.ts';
import type { Profile } from './shop-profile.ts';
import { type Step, stateAfter } from './shop-state.ts';

/** Somebody who works for a shop. */
export interface Member {
  userId: UserId;
  role: MemberRole;
  since: Date;
}

/** Who has accepted which terms when. */
export interface AcceptedTerms {
  version: string;
  acceptedAt: Date;
  acceptedBy: UserId;
}

/** A shop. It bears the id of the account that opened it (docs/decisions/0009), and always has an owner. */
export interface ShopState extends Profile {
  state: SellerState;
  /** Why an admin suspended or closed it. */
  reason?: string | undefined;
  currency: Currency;
  members: Member[];
  /** Those who are asked to come and have not yet, with those who have let the time go by. */
  invitations: Invitation[];
  payout?: KeptPayoutAccount | undefined;
  documents: ShopDocument[];
  /** The terms that an owner has accepted last. */
  terms?: AcceptedTerms | undefined;
  /** Set once it has had a product. */
  hasProduct?: true | undefined;
  createdAt: Date;
}

/** A shop as the rules see it. */
export type Shop = Stored<ShopState>;

export type Changed = z.output<typeof sellerUpdated.schema>['changes'][number];

/**
 * @param shop a shop after a change
 * @param changes what has changed
 * @returns the fact for everybody who keeps a copy
 */
export function shopFact(shop: ShopState & { _id: string }, changes: Changed[]): Fact {
  const { state, name, currency, address, members, payout, reason } = shop;
  return sellerUpdated.of({
    sellerId: shop._id,
    state,
    name,
    currency,
    ...(address && { country: address.country }),
    members: members.map(({ userId, role }) => ({ userId, role })),
    payoutReady: payout !== undefined,
    changes,
    ...(reason !== undefined && { reason }),
  });
}

/**
 * @param shop a shop
 * @param state the fields that change
 * @param changes what to call that
 * @returns the decision, with the fact
 */
export function changedShop(shop: Shop, state: Partial<ShopState>, changes: Changed[]): Decision<ShopState> {
  return { state, facts: [shopFact({ ...shop, ...state }, changes)] };
}

/**
 * @param founder the account that opens it; the shop gets its id
 * @param about its name, the state that it begins in and the time
 * @returns the shop, owned by its founder, and what to tell
 */
export function openShop(
  founder: UserId,
  about: { name: string; state: SellerState; now: Date },
): { state: ShopState; facts: Fact[] } {
  const { name, state: first, now } = about;
  const state: ShopState = {
    name,
    state: first,
    currency: marketplaceCurrency,
    members: [{ userId: founder, role: 'owner', since: now }],
    invitations: [],
    documents: [],
    createdAt: now,
  };
  return { state, facts: [shopFact({ ...state, _id: founder }, ['opened'])] };
}

/**
 * Takes a shop to its next state.
 *
 * @param shop the shop
 * @param step what is done with it
 * @param reason why, when an admin suspends or closes it
 * @returns the decision
 * @throws Conflict when the step does not begin in the shop's state
 */
export function moveShop(shop: Shop, step: Step, reason?: string): Decision<ShopState> {
  return changedShop(shop, { state: stateAfter(shop.state, step), reason }, ['state']);
}

/**
 * @param shop a shop
 * @param userId an account
 * @returns the member that it is there
 * @throws Forbidden when it is none (any more)
 */
export function memberOf(shop: Pick<ShopState, 'members'>, userId: string): Member {
  const member = shop.members.find((one) => one.userId === userId);
  if (!member) throw new Forbidden('You do not work for this shop (any more).');
  return member;
}

/**
 * @param shop a shop
 * @param userId an account
 * @returns the owner that it is there
 * @throws Forbidden when it is none
 */
export function ownerOf(shop: Pick<ShopState, 'members'>, userId: string): Member {
  const member = memberOf(shop, userId);
  if (member.role !== 'owner') throw new Forbidden('Only an owner of the shop may do this.');
  return member;
}

/**
 * An owner gives the shop up.
 *
 * @param shop the shop
 * @param actor who wants it
 * @returns the decision
 * @throws Forbidden for staff; Conflict when it is closed already
 */
export function giveUpShop(shop: Shop, actor: UserId): Decision<ShopState> {
  ownerOf(shop, actor);
  return moveShop(shop, 'close');
}
