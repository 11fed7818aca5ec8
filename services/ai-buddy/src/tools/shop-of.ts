import type { UserId } from '@credenza/contracts';
import { sellerOf, Unauthenticated } from '@credenza/service-kit';
import type { Caller } from './caller.ts';

/**
 * @param caller who asks
 * @returns the shop that they work for, by their own token
 * @throws Unauthenticated when nobody is signed in; Forbidden when they work for none
 */
export function shopOf({ user }: Caller): UserId {
  if (!user) throw new Unauthenticated('Sign in with your shop, and I can look that up for you.');
  return sellerOf(user);
}
