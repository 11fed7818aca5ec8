import { z } from 'zod';
import type { Asked } from './ask.ts';
import type { Context } from './context.ts';
import { countries } from './countries.ts';
import { cover } from './cover.ts';
import type { Cell, Table } from './csv.ts';
import { days } from './days.ts';
import { openOrderOf } from './open-order.ts';
import { type RankedBy, ranking, titled } from './ranking.ts';

export const TableName = z.enum(['days', 'countries', 'products', 'orders', 'stock', 'payouts']);
export type TableName = z.infer<typeof TableName>;

/** Which shop's table, in which generation of the read model, and what products are ranked by. */
interface Which {
  of: { generation: number; sellerId: string };
  by: RankedBy;
}

/** Titles of products are looked up for so many at once. */
const titlesAtOnce = 500;

/** Each table as its file has it. */
export const tables: Record<TableName, (asked: Asked, which: Which, ctx: Context) => Promise<Table>> = {
  async days(asked, _which, { sums }) {
    const money = moneyIn(asked.currency);
    return tableOf(await days(asked, sums), {
      day: (row) => row.day,
      orders: (row) => row.orders,
      units: (row) => row.units,
      sales: (row) => money(row.sales),
      'average order': (row) => money(row.averageOrder),
      shipping: (row) => money(row.shipping),
      tax: (row) => money(row.tax),
      commission: (row) => money(row.commission),
      refunds: (row) => money(row.refunds),
      'commission back': (row) => money(row.commissionBack),
      earnings: (row) => money(row.earnings),
      currency: () => asked.currency,
      'canceled orders': (row) => row.canceledOrders,
      'canceled units': (row) => row.canceledUnits,
      'returned units': (row) => row.returnedUnits,
      views: (row) => row.views,
      conversion: (row) => row.conversion,
    });
  },

  async countries(asked, _which, { sums }) {
    const money = moneyIn(asked.currency);
    return tableOf(await countries(asked, sums), {
      country: (row) => row.country,
      orders: (row) => row.orders,
      units: (row) => row.units,
      sales: (row) => money(row.sales),
      currency: () => asked.currency,
    });
  },

  async products(asked, { by }, { sums, wares }) {
    const money = moneyIn(asked.currency);
    const ranked = await ranking(asked, by, sums);
    async function* rows() {
      for (let at = 0; at < ranked.length; at += titlesAtOnce)
        yield* await titled(ranked.slice(at, at + titlesAtOnce), asked, wares);
    }
    return tableOf(rows(), {
      'product id': (row) => row.productId,
      title: (row) => row.title,
      orders: (row) => row.orders,
      units: (row) => row.units,
      sales: (row) => money(row.sales),
      currency: () => asked.currency,
      'canceled units': (row) => row.canceledUnits,
      'returned units': (row) => row.returnedUnits,
      'returns rate': (row) => row.returnsRate,
      views: (row) => row.views,
      conversion: (row) => row.conversion,
    });
  },

  async orders(_asked, { of }, { openOrders, dispatchMs, now }) {
    async function* rows() {
      for await (const { row } of openOrders.all(of)) {
        const order = openOrderOf(row, dispatchMs, now());
        for (const line of order.lines) yield { order, line };
      }
    }
    return tableOf(rows(), {
      'order id': ({ order }) => order.orderId,
      'seller order id': ({ order }) => order.sellerOrderId,
      'paid at': ({ order }) => order.paidAt,
      'due at': ({ order }) => order.dueAt,
      overdue: ({ order }) => order.overdue,
      country: ({ order }) => order.country,
      'product id': ({ line }) => line.productId,
      title: ({ line }) => line.title,
      variant: ({ line }) => line.variantTitle,
      'left to send': ({ line }) => line.left,
    });
  },

  async stock(_asked, { of }, { wares, moves, now }) {
    return tableOf(await cover(of, { wares, moves, now: now() }), {
      'product id': (row) => row.productId,
      'variant id': (row) => row.variantId,
      title: (row) => row.title,
      variant: (row) => row.variantTitle,
      sku: (row) => row.sku,
      available: (row) => row.available,
      'sold in 28 days': (row) => row.sold,
      'a day': (row) => row.perDay,
      'days left': (row) => row.days,
    });
  },

  async payouts(_asked, { of }, { accounts }) {
    return tableOf(accounts.allPayouts(of), {
      'payout id': (row) => row.payoutId,
      status: (row) => row.status,
      amount: (row) => moneyIn(row.currency)(row.amount),
      currency: (row) => row.currency,
      'settled at': (row) => row.settledAt?.toISOString(),
      'returned at': (row) => row.returnedAt?.toISOString(),
      reference: (row) => row.reference,
      reason: (row) => row.reason,
    });
  },
};

const moneyIn = (currency: string) => (minor: number | null) => ({ minor, currency });

function tableOf<Row>(rows: Iterable<Row> | AsyncIterable<Row>, columns: Record<string, (row: Row) => Cell>): Table {
  async function* cells() {
    for await (const row of rows) yield Object.values(columns).map((cell) => cell(row));
  }
  return { columns: Object.keys(columns), rows: cells() };
}
