import { Amount, type VariantId } from '@credenza/contracts';
import { z } from 'zod';
import { onOffer, type Variant } from './variant.ts';

type Price = Pick<Variant, 'price' | 'compareAtPrice'>;

/** A price that a variant has for a time; amounts are minor units of the marketplace's currency. */
export interface ScheduledPrice extends Price {
  variantId: VariantId;
  from: Date;
  /** Missing: it stays for good. */
  until?: Date | undefined;
  /** Set while it is in force: the price that returns afterwards. */
  regular?: Price | undefined;
}

/** What says which prices a product has when. */
export interface Priced {
  variants: Variant[];
  /** Prices that variants have for a time, in force or to come. */
  schedules?: ScheduledPrice[] | undefined;
  /** When the next of them begins or ends. */
  nextPriceAt?: Date | undefined;
}

const Time = z.iso.datetime();

/** All scheduled prices of one variant. */
export const ScheduleInput = z
  .strictObject({
    prices: z
      .array(
        z.strictObject({
          from: Time,
          until: Time.optional().meta({ description: 'missing: the price stays for good' }),
          price: Amount,
          compareAtPrice: Amount.optional(),
        }),
      )
      .max(20),
  })
  .check(({ value, issues }) => {
    for (const [index, { from, until }] of value.prices.entries()) {
      const wrong = (field: string, message: string) =>
        issues.push({ code: 'custom', path: ['prices', index, field], message, input: value.prices });
      const begins = new Date(from);
      if (until !== undefined && new Date(until) <= begins) wrong('until', 'must be after from');
      const before = value.prices
        .slice(0, index)
        .find((other) => begins < endOf(other) && endOf({ until }) > new Date(other.from));
      if (before) wrong('from', `must not overlap the price from ${before.from}`);
    }
  });
export type ScheduleInput = z.output<typeof ScheduleInput>;

const never = new Date(8_640_000_000_000_000);
const endOf = ({ until }: { until?: Date | string | undefined }) => (until === undefined ? never : new Date(until));

/**
 * Brings the prices of a product to what they are at a time. It looks at the time alone, not at what was done when, so it may come
 * late, be left out and be repeated.
 *
 * @param product its variants as they are, and its scheduled prices
 * @param now the time
 * @returns its variants at their prices, the schedules that are left, and when a price changes next
 */
export function pricedAt(product: Priced, now: Date): Priced {
  const { variants, schedules = [] } = product;
  const left: ScheduledPrice[] = [];
  const priced = variants.map((variant) => {
    if (variant.hidden) return variant;
    const own = schedules.filter(({ variantId }) => variantId === variant.variantId);
    const regular = own.find((one) => one.regular)?.regular ?? priceOf(variant);
    const open = own.filter((one) => endOf(one) > now);
    const due = open.find(({ from }) => from <= now);
    const stays = due?.until === undefined;
    left.push(
      ...open.flatMap(({ regular: _regular, ...one }) => {
        if (one.from > now) return one;
        return stays ? [] : { ...one, regular };
      }),
    );
    return { ...variant, ...(due ? priceOf(due) : regular) };
  });
  const next = left.map((one) => (one.regular ? endOf(one) : one.from)).sort((a, b) => a.getTime() - b.getTime())[0];
  return { variants: priced, schedules: left.length > 0 ? left : undefined, nextPriceAt: next };
}

const priceOf = ({ price, compareAtPrice }: Price): Price => ({ price, compareAtPrice });

/**
 * A price that a seller sets ends the scheduled one that is in force: it counts from now on.
 *
 * @param before the product as it was
 * @param after the same with the variants that its seller wants
 * @returns the schedules that go on
 */
export function keptSchedules(before: Priced, after: Pick<Priced, 'variants'>): ScheduledPrice[] {
  const wanted = new Map(onOffer(after).map((variant) => [variant.variantId, variant]));
  const known = new Map(before.variants.map((variant) => [variant.variantId, variant]));
  return (before.schedules ?? []).filter((one) => {
    const [was, is] = [known.get(one.variantId), wanted.get(one.variantId)];
    if (!was || !is) return false;
    return !one.regular || (was.price === is.price && was.compareAtPrice === is.compareAtPrice);
  });
}

/**
 * @param product a product
 * @param variantId one of its variants
 * @param prices all scheduled prices that it shall have; one that is in force and not among them ends
 * @returns the product with this schedule, at the prices that it has without any that is in force
 */
export function rescheduled(product: Priced, variantId: VariantId, prices: ScheduleInput['prices']): Priced {
  const others = (product.schedules ?? []).filter((one) => one.variantId !== variantId);
  const regular = product.schedules?.find((one) => one.variantId === variantId && one.regular)?.regular;
  const variants = product.variants.map((variant) =>
    variant.variantId === variantId ? { ...variant, ...regular } : variant,
  );
  const added = prices.map(({ from, until, ...price }) => ({
    variantId,
    ...price,
    from: new Date(from),
    ...(until !== undefined && { until: new Date(until) }),
  }));
  return { variants, schedules: [...others, ...added], nextPriceAt: product.nextPriceAt };
}
