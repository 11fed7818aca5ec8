import type { SellerState, UserId } from '@credenza/contracts';
import type { Aggregates } from '@credenza/service-kit';
import type { QueryFilter } from 'mongoose';
import type { ChecklistRow } from './checklist.ts';
import type { Shop, ShopState } from './shop.ts';

type Filter = QueryFilter<ShopState & { _id: string }>;

const there = { $exists: true };

/** The same as `isDone` of checklist.ts, where the shops are; a test compares the two. */
function doneFilter(row: ChecklistRow): Filter {
  switch (row.kind) {
    case 'document':
      return { 'documents.kind': row.documentKind };
    case 'payout-account':
      return { payout: there };
    case 'terms':
      return { 'terms.version': row.termsVersion };
    case 'profile':
      return { description: there, address: there, taxId: there, contactEmail: there };
    case 'product':
      return { hasProduct: true };
  }
}

/**
 * One page of the shops, the oldest first, so that who has waited longest comes first.
 *
 * @param shops the shops
 * @param query how many, after which one, in which state; `complete`: only those that have all the required rows
 * @returns the shops
 */
export async function listShops(
  shops: Aggregates<ShopState>,
  query: {
    limit: number;
    after?: UserId | undefined;
    state?: SellerState | undefined;
    complete?: ChecklistRow[] | undefined;
  },
): Promise<Shop[]> {
  const { limit, after, state, complete = [] } = query;
  const required = complete.filter((row) => row.required).map(doneFilter);
  return await shops.model
    .find({
      ...(state !== undefined && { state }),
      ...(after !== undefined && { _id: { $gt: after } }),
      ...(required.length > 0 && { $and: required }),
    })
    .select('-outbox -outboxLease')
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Shop[]>();
}
