import { z } from 'zod';

/** Money that came in, in minor units, of orders that were paid in some time. */
export interface Sold {
  orders: number;
  units: number;
  sales: number;
  shipping: number;
  tax: number;
  commission: number;
  share: number;
}

/** Money that went back in some time, in minor units. */
export interface GoneBack {
  amount: number;
  shop: number;
  commission: number;
  onTheWay: number;
  canceledOrders: number;
  canceledUnits: number;
  returnedUnits: number;
}

const money = (description: string) => z.int().meta({ description: `${description}; minor units` });

/** The figures of some time. Everything counts at the time when it happened, so that the past does not change. */
export const Figures = z.object({
  orders: z.int().meta({ description: 'paid' }),
  units: z.int().meta({ description: 'pieces in them' }),
  sales: money('their list prices less what the shop took off'),
  averageOrder: money('sales by order').nullable(),
  shipping: money('what the shop got for sending'),
  tax: money('that came on top of prices'),
  commission: money("the marketplace's share of the sales"),
  refunds: money('back to buyers, for whatever they had bought before'),
  refundsOnTheWay: money('the part of it that is not known to have arrived'),
  commissionBack: money('commission that came back with refunds'),
  earnings: money('what the shop got for its sales, less what it gave for refunds'),
  canceledOrders: z.int().meta({ description: 'canceled as a whole after they were paid' }),
  canceledUnits: z.int().meta({ description: 'pieces canceled after they were paid' }),
  returnedUnits: z.int().meta({ description: 'pieces that came back' }),
  returnsRate: z.number().nullable().meta({ description: 'pieces that came back by piece sold' }),
  views: z.int().meta({ description: 'of product pages' }),
  conversion: z.number().nullable().meta({ description: 'orders by view' }),
});
export type Figures = z.infer<typeof Figures>;

const nothingSold: Sold = { orders: 0, units: 0, sales: 0, shipping: 0, tax: 0, commission: 0, share: 0 };
const nothingBack: GoneBack = {
  amount: 0,
  shop: 0,
  commission: 0,
  onTheWay: 0,
  canceledOrders: 0,
  canceledUnits: 0,
  returnedUnits: 0,
};

/**
 * @param sold what came in
 * @param back what went back
 * @param views how often product pages were looked at
 * @returns the figures
 */
export function figuresOf(sold: Sold = nothingSold, back: GoneBack = nothingBack, views = 0): Figures {
  return {
    orders: sold.orders,
    units: sold.units,
    sales: sold.sales,
    averageOrder: sold.orders === 0 ? null : Math.round(sold.sales / sold.orders),
    shipping: sold.shipping,
    tax: sold.tax,
    commission: sold.commission,
    refunds: back.amount,
    refundsOnTheWay: back.onTheWay,
    commissionBack: back.commission,
    earnings: sold.share - back.shop,
    canceledOrders: back.canceledOrders,
    canceledUnits: back.canceledUnits,
    returnedUnits: back.returnedUnits,
    returnsRate: ratio(back.returnedUnits, sold.units),
    views,
    conversion: ratio(sold.orders, views),
  };
}

/**
 * @param part a count
 * @param whole what it is a part of
 * @returns their ratio to four digits; null when there is no whole
 */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}

/** How each figure compares with that of the time before: 0.25 is a quarter more; null where there was none. */
export const Change = z.partialRecord(Figures.keyof(), z.number().nullable());

/**
 * @param now the figures of a range
 * @param before those of the range before
 * @returns how much more, for each
 */
export function changeOf(now: Figures, before: Figures): z.infer<typeof Change> {
  const more = (key: keyof Figures) => {
    const [is, was] = [now[key], before[key]];
    return is === null || was === null ? null : ratio(is - was, was);
  };
  return Object.fromEntries(Figures.keyof().options.map((key) => [key, more(key)]));
}

/**
 * @param parts what came in, in several times
 * @returns their sum
 */
export function allSold(parts: Sold[]): Sold {
  return parts.reduce(
    (sum, one) => ({
      orders: sum.orders + one.orders,
      units: sum.units + one.units,
      sales: sum.sales + one.sales,
      shipping: sum.shipping + one.shipping,
      tax: sum.tax + one.tax,
      commission: sum.commission + one.commission,
      share: sum.share + one.share,
    }),
    nothingSold,
  );
}

/**
 * @param parts what went back, in several times
 * @returns their sum
 */
export function allBack(parts: GoneBack[]): GoneBack {
  return parts.reduce(
    (sum, one) => ({
      amount: sum.amount + one.amount,
      shop: sum.shop + one.shop,
      commission: sum.commission + one.commission,
      onTheWay: sum.onTheWay + one.onTheWay,
      canceledOrders: sum.canceledOrders + one.canceledOrders,
      canceledUnits: sum.canceledUnits + one.canceledUnits,
      returnedUnits: sum.returnedUnits + one.returnedUnits,
    }),
    nothingBack,
  );
}
