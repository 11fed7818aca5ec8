import { Balance } from '@credenza/contracts';
import { z } from 'zod';

/** What the marketplace owes to a shop, in minor units. */
export const Funds = z.object({
  pending: Balance.meta({ description: 'sold, but not yet free to be paid out' }),
  available: Balance.meta({ description: 'free to be paid out; below zero the shop owes it' }),
});
