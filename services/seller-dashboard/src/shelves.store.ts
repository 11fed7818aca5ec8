import type { Connection } from 'mongoose';
import { kinds } from './kinds.ts';
import { Shelf } from './shelf.store.ts';

/**
 * Opens the shelves, each with the indexes that its queries need.
 *
 * @param db the service's database
 * @returns one for each kind of sheet
 */
export function openShelves(db: Connection) {
  return {
    sales: new Shelf({
      name: 'sales',
      db,
      row: kinds.sales.row,
      indexes: [
        // Holds all that the sums of a range need, so that no sheet has to be fetched for them.
        {
          key: {
            sellerId: 1,
            'row.soldAt': 1,
            'row.currency': 1,
            'row.country': 1,
            'row.units': 1,
            'row.sales': 1,
            'row.shipping': 1,
            'row.tax': 1,
            'row.commission': 1,
            'row.share': 1,
          },
          name: 'sums',
        },
        { key: { sellerId: 1, 'row.backs.at': 1 } },
        { key: { sellerId: 1, 'row.lines.variantId': 1, 'row.soldAt': 1 } },
        {
          key: { sellerId: 1, 'row.soldAt': 1, _id: 1 },
          name: 'open',
          partialFilterExpression: { 'row.open': true },
        },
      ],
    }),
    views: new Shelf({
      name: 'views',
      db,
      row: kinds.views.row,
      indexes: [{ key: { sellerId: 1, 'row.at': 1, 'row.productId': 1, 'row.views': 1 } }],
    }),
    wares: new Shelf({ name: 'wares', db, row: kinds.wares.row, indexes: [{ key: { sellerId: 1, _id: 1 } }] }),
    balances: new Shelf({ name: 'balances', db, row: kinds.balances.row, indexes: [{ key: { sellerId: 1, _id: 1 } }] }),
    payouts: new Shelf({ name: 'payouts', db, row: kinds.payouts.row, indexes: [{ key: { sellerId: 1, _id: -1 } }] }),
    shops: new Shelf({ name: 'shops', db, row: kinds.shops.row, indexes: [] }),
  };
}
