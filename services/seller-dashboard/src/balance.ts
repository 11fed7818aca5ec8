import { Balance, PayoutId } from '@credenza/contracts';
import { z } from 'zod';
import type { BalanceRow, PayoutRow } from './money.ts';
import type { ShopRow } from './shop.ts';

export const BalanceView = z.object({
  currency: z.string(),
  pending: Balance.meta({ description: 'sold, but not yet free to be paid out; minor units' }),
  available: Balance.meta({ description: 'free to be paid out; below zero the shop owes it' }),
  at: z.iso.datetime(),
  nextPayout: z.object({
    amount: z.int().min(0).meta({ description: 'what would be paid out now; minor units' }),
    waitsFor: z
      .enum(['money', 'payout-account'])
      .optional()
      .meta({ description: 'why it will not be; missing when nothing is in the way' }),
  }),
});

export const PayoutView = z.object({
  payoutId: PayoutId,
  status: z.enum(['settled', 'returned']),
  amount: z.int().min(0).meta({ description: 'minor units' }),
  currency: z.string(),
  settledAt: z.iso.datetime().optional(),
  returnedAt: z.iso.datetime().optional(),
  reference: z.string().optional(),
  reason: z.string().optional(),
});

/**
 * @param balance a shop's balance in one currency
 * @param shop the shop, when it is known
 * @returns what the shop sees
 */
export function balanceView(balance: BalanceRow, shop: ShopRow | undefined): z.input<typeof BalanceView> {
  const { currency, pending, available, at } = balance;
  const obstacle = obstacleTo(balance, shop);
  const nextPayout = { amount: Math.max(0, available), ...(obstacle && { waitsFor: obstacle }) };
  return { currency, pending, available, at: at.toISOString(), nextPayout };
}

function obstacleTo({ available }: BalanceRow, shop: ShopRow | undefined): 'money' | 'payout-account' | undefined {
  if (available <= 0) return 'money';
  return shop?.payoutReady === false ? 'payout-account' : undefined;
}

/**
 * @param payout a payout
 * @returns what the shop sees
 */
export function payoutView(payout: PayoutRow): z.input<typeof PayoutView> {
  return {
    ...payout,
    settledAt: payout.settledAt?.toISOString(),
    returnedAt: payout.returnedAt?.toISOString(),
  };
}
