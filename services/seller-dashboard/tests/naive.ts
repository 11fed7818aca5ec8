import {
  balanceUpdated,
  disputeResolved,
  type Envelope,
  type EventContract,
  orderCanceled,
  orderPaid,
  orderReduced,
  orderShipped,
  productUpdated,
  productViewed,
  refundSettled,
  returnReceived,
  stockLow,
} from '@credenza/contracts';
import type { z } from 'zod';

/** Days on end in one time zone, both ends included. */
export interface Span {
  from: string;
  to: string;
  tz: string;
}

interface GoneBack {
  at: Date;
  orderId: string;
  kind: 'canceled' | 'returned' | 'dispute';
  whole: boolean;
  refundId?: string;
  amount: number;
  shop: number;
  commission: number;
  pieces: { productId: string; variantId: string; quantity: number }[];
}

/**
 * Every figure worked out anew from the bare list of events, in the plainest way there is: no sums are kept, nothing is indexed,
 * days are told apart by asking the runtime which day a moment is on. What the service answers must be the same.
 */
export class Naive {
  readonly #events: Envelope[];
  readonly #sellerId: string;

  /**
   * @param events what happened
   * @param sellerId whose figures
   */
  constructor(events: Envelope[], sellerId: string) {
    this.#events = events.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time));
    this.#sellerId = sellerId;
  }

  #all<Schema extends z.ZodType>(
    contract: EventContract<string, Schema>,
  ): { at: Date; version: number; data: z.output<Schema> }[] {
    return this.#events
      .filter(({ type }) => type === contract.type)
      .map((event) => ({
        at: new Date(event.time),
        version: event.aggregateversion,
        data: contract.schema.parse(event.data),
      }));
  }

  #sales() {
    return this.#all(orderPaid).flatMap(({ at, data }) => {
      const lines = data.lines.filter(({ sellerId }) => sellerId === this.#sellerId);
      if (lines.length === 0) return [];
      const part = data.sellerOrders?.find(({ sellerId }) => sellerId === this.#sellerId);
      const offBy = (who: string, off: { amount: number; paidBy: string }[] = []) =>
        off.filter(({ paidBy }) => paidBy === who).reduce((sum, { amount }) => sum + amount, 0);
      const sales = lines.reduce((sum, one) => sum + one.unitPrice * one.quantity - offBy('shop', one.discounts), 0);
      const commission = lines.reduce((sum, one) => sum + one.commission, 0);
      const fromMarket =
        lines.reduce((sum, one) => sum + offBy('marketplace', one.discounts), 0) +
        offBy('marketplace', part?.shippingDiscounts);
      const shipping = (part?.shipping ?? 0) + offBy('marketplace', part?.shippingDiscounts);
      const tax = data.taxIncluded === false ? lines.reduce((sum, one) => sum + (one.tax ?? 0), 0) : 0;
      const share = sales + shipping + tax - commission;
      const { orderId, destination } = data;
      const buyerPaid = share + commission - fromMarket;
      const units = lines.reduce((sum, one) => sum + one.quantity, 0);
      return [
        {
          at,
          orderId,
          lines,
          sales,
          commission,
          shipping,
          tax,
          share,
          buyerPaid,
          units,
          country: destination?.country ?? null,
        },
      ];
    });
  }

  #gone(): GoneBack[] {
    const mine = <Data extends { sellerId: string }>(all: { at: Date; data: Data }[]) =>
      all.filter(({ data }) => data.sellerId === this.#sellerId);
    const parts: GoneBack[] = [
      ...mine(this.#all(orderReduced)).map(({ at, data }) => ({
        at,
        orderId: data.orderId,
        kind: 'canceled' as const,
        whole: false,
        ...data.refund,
        pieces: data.pieces,
      })),
      ...mine(this.#all(returnReceived)).map(({ at, data }) => ({
        at,
        orderId: data.orderId,
        kind: 'returned' as const,
        whole: false,
        ...data.refund,
        pieces: data.pieces,
      })),
      ...mine(this.#all(disputeResolved)).flatMap(({ at, data }) =>
        data.refund
          ? [{ at, orderId: data.orderId, kind: 'dispute' as const, whole: false, ...data.refund, pieces: [] }]
          : [],
      ),
    ];
    const sales = this.#sales();
    const wholes = this.#all(orderCanceled).flatMap(({ at, data }): GoneBack[] => {
      const sale = sales.find(({ orderId }) => orderId === data.orderId);
      if (!sale) return [];
      const before = parts.filter(({ orderId }) => orderId === data.orderId);
      const rest = (whole: number, part: (one: GoneBack) => number) =>
        Math.max(0, whole - before.reduce((sum, one) => sum + part(one), 0));
      return [
        {
          at,
          orderId: data.orderId,
          kind: 'canceled',
          whole: true,
          amount: rest(sale.buyerPaid, ({ amount }) => amount),
          shop: rest(sale.share, ({ shop }) => shop),
          commission: rest(sale.commission, ({ commission }) => commission),
          pieces: sale.lines.map(({ productId, variantId, quantity }) => ({
            productId,
            variantId,
            quantity:
              quantity -
              before
                .flatMap(({ pieces }) => pieces)
                .filter((one) => one.variantId === variantId)
                .reduce((sum, one) => sum + one.quantity, 0),
          })),
        },
      ];
    });
    return [...parts, ...wholes];
  }

  #views() {
    return this.#all(productViewed).filter(({ data }) => data.sellerId === this.#sellerId);
  }

  /** @returns the figures of some days together */
  figures(span: Span) {
    const sales = this.#sales().filter(({ at }) => isIn(at, span));
    const gone = this.#gone().filter(({ at }) => isIn(at, span));
    const settled = new Set(this.#all(refundSettled).map(({ data }) => String(data.refundId)));
    const sum = <Item>(items: Item[], value: (item: Item) => number) => items.reduce((all, one) => all + value(one), 0);
    const units = sum(sales, (one) => one.units);
    const count = (kind: string) =>
      sum(
        gone.filter((one) => one.kind === kind).flatMap(({ pieces }) => pieces),
        ({ quantity }) => quantity,
      );
    const views = sum(
      this.#views().filter(({ data }) => isIn(new Date(data.since), span)),
      ({ data }) => data.views,
    );
    const money = sum(sales, (one) => one.sales);
    return {
      orders: sales.length,
      units,
      sales: money,
      averageOrder: sales.length === 0 ? null : Math.round(money / sales.length),
      shipping: sum(sales, (one) => one.shipping),
      tax: sum(sales, (one) => one.tax),
      commission: sum(sales, (one) => one.commission),
      refunds: sum(gone, ({ amount }) => amount),
      refundsOnTheWay: sum(
        gone.filter(({ whole, refundId }) => !whole && !settled.has(String(refundId))),
        ({ amount }) => amount,
      ),
      commissionBack: sum(gone, (one) => one.commission),
      earnings: sum(sales, (one) => one.share) - sum(gone, (one) => one.shop),
      canceledOrders: gone.filter(({ whole }) => whole).length,
      canceledUnits: count('canceled'),
      returnedUnits: count('returned'),
      returnsRate: ratio(count('returned'), units),
      views,
      conversion: ratio(sales.length, views),
    };
  }

  /** @returns the figures of each day */
  days(span: Span) {
    const days: string[] = [];
    for (let at = Date.parse(span.from); at <= Date.parse(span.to); at += 86_400_000)
      days.push(new Date(at).toISOString().slice(0, 10));
    return days.map((day) => ({ day, ...this.figures({ ...span, from: day, to: day }) }));
  }

  /** @returns sales by country, by its name */
  countries(span: Span) {
    const sales = this.#sales().filter(({ at }) => isIn(at, span));
    return Object.fromEntries(
      [...Map.groupBy(sales, ({ country }) => country)].map(([country, group]) => [
        String(country),
        {
          country,
          orders: group.length,
          units: group.reduce((sum, one) => sum + one.units, 0),
          sales: group.reduce((sum, one) => sum + one.sales, 0),
        },
      ]),
    );
  }

  /** @returns the figures of each product that was sold, looked at or came back, by its id */
  products(span: Span) {
    const sales = this.#sales().filter(({ at }) => isIn(at, span));
    const gone = this.#gone().filter(({ at }) => isIn(at, span));
    const viewed = this.#views().filter(({ data }) => isIn(new Date(data.since), span));
    const told = this.#all(productUpdated);
    const ids = new Set([
      ...sales.flatMap(({ lines }) => lines.map(({ productId }) => String(productId))),
      ...gone.flatMap(({ pieces }) => pieces.filter(({ quantity }) => quantity > 0).map(({ productId }) => productId)),
      ...viewed.map(({ data }) => String(data.productId)),
    ]);
    return Object.fromEntries(
      [...ids].map((id) => {
        const lines = sales.flatMap((sale) => sale.lines).filter(({ productId }) => productId === id);
        const orders = sales.filter((sale) => sale.lines.some(({ productId }) => productId === id)).length;
        const units = lines.reduce((sum, one) => sum + one.quantity, 0);
        const back = (kind: string) =>
          gone
            .filter((one) => one.kind === kind)
            .flatMap(({ pieces }) => pieces)
            .filter(({ productId }) => productId === id)
            .reduce((sum, one) => sum + one.quantity, 0);
        const views = viewed.filter(({ data }) => data.productId === id).reduce((sum, { data }) => sum + data.views, 0);
        const newest = told
          .filter(({ data }) => data.productId === id)
          .reduce<{ version: number; title: string }>(
            (best, { version, data }) => (version > best.version ? { version, title: data.title } : best),
            { version: 0, title: '' },
          );
        return [
          id,
          {
            productId: id,
            title: newest.title,
            orders,
            units,
            sales: lines.reduce(
              (sum, one) =>
                sum +
                one.total -
                (one.discounts ?? []).filter(({ paidBy }) => paidBy === 'shop').reduce((off, d) => off + d.amount, 0),
              0,
            ),
            canceledUnits: back('canceled'),
            returnedUnits: back('returned'),
            returnsRate: ratio(back('returned'), units),
            views,
            conversion: ratio(orders, views),
          },
        ];
      }),
    );
  }

  /** @returns how many pieces of each order are left to send, by the order's id */
  open() {
    const canceled = new Set(this.#all(orderCanceled).map(({ data }) => String(data.orderId)));
    const sent = [...this.#all(orderShipped), ...this.#all(orderReduced)].flatMap(({ data }) => data.pieces);
    return Object.fromEntries(
      this.#sales().flatMap(({ orderId, lines }) => {
        if (canceled.has(orderId)) return [];
        const left = lines.reduce(
          (sum, line) =>
            sum +
            line.quantity -
            sent.filter(({ lineId }) => lineId === line.lineId).reduce((all, { quantity }) => all + quantity, 0),
          0,
        );
        return left > 0 ? [[orderId, left]] : [];
      }),
    );
  }

  /** @returns stock, pace and cover of each variant that was sold in the last 28 days, by its id */
  cover(now: Date) {
    const begin = new Date(now.getTime() - 28 * 86_400_000);
    const moves = [
      ...this.#sales().flatMap(({ at, lines }) =>
        lines.map(({ variantId, quantity }) => ({ at, variantId: String(variantId), quantity, what: 'sold' })),
      ),
      ...this.#gone().flatMap(({ at, kind, pieces, whole, refundId }) =>
        pieces.map(({ variantId, quantity }) => ({
          at,
          variantId,
          quantity,
          what: kind === 'canceled' ? 'canceled' : whole || this.#restocked(refundId) ? 'restocked' : 'lost',
        })),
      ),
    ];
    const sum = (variantId: string, what: string, from: Date, inclusive: boolean) =>
      moves
        .filter((move) => move.variantId === variantId && move.what === what)
        .filter(({ at }) => (inclusive ? at >= from : at > from))
        .reduce((all, { quantity }) => all + quantity, 0);
    const sold = new Set(
      moves.filter(({ what, at }) => what === 'sold' && at >= begin).map(({ variantId }) => variantId),
    );
    return Object.fromEntries(
      [...sold].map((variantId) => {
        const counts = [
          ...this.#all(productUpdated).flatMap(({ at, data }) =>
            data.variants.filter((one) => one.variantId === variantId).map(({ available }) => ({ at, available })),
          ),
          ...this.#all(stockLow)
            .filter(({ data }) => data.variantId === variantId)
            .map(({ at, data }) => ({ at, available: data.available })),
        ].sort((a, b) => b.at.getTime() - a.at.getTime());
        const { at, available } = counts[0] ?? { at: new Date(0), available: 0 };
        const left = Math.max(
          0,
          available -
            sum(variantId, 'sold', at, false) +
            sum(variantId, 'canceled', at, false) +
            sum(variantId, 'restocked', at, false),
        );
        const pace = Math.max(0, sum(variantId, 'sold', begin, true) - sum(variantId, 'canceled', begin, true));
        return [
          variantId,
          { available: left, sold: pace, days: pace === 0 ? null : Math.round((left * 280) / pace) / 10 },
        ];
      }),
    );
  }

  #restocked(refundId: string | undefined): boolean {
    return this.#all(returnReceived).some(({ data }) => data.refund.refundId === refundId && data.restock);
  }

  /** @returns the newest balance; undefined when there is none */
  balance() {
    const all = this.#all(balanceUpdated).filter(({ data }) => data.sellerId === this.#sellerId);
    return all.sort((a, b) => b.version - a.version)[0]?.data;
  }
}

function isIn(at: Date, { from, to, tz }: Span): boolean {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: tz, dateStyle: 'short' }).format(at);
  return from <= day && day <= to;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}
