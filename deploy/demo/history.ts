import type { DemoRange } from './catalogue.ts';
import { buyers, type DemoAccount } from './logins.ts';
import { type Dice, dice } from './random.ts';

/** A line of a past order: a product and which of its variants. */
export interface PastLine {
  handle: string;
  variant: number;
  quantity: number;
}

/** An order that somebody has placed in the past. */
export interface PastOrder {
  lines: PastLine[];
  canceled: boolean;
}

/** Everything a buyer has ordered, the oldest first. */
export interface Past {
  buyer: DemoAccount;
  orders: PastOrder[];
}

const comfortable = 5;

/**
 * Makes up about forty orders: regulars order more often than others, one in eight thinks better of it. Nothing is
 * bought of which there is little, so that the shop stays as it was meant.
 *
 * @param ranges the catalogue
 * @returns the same history on every run
 */
export function history(ranges: readonly DemoRange[]): Past[] {
  const cast = dice('history');
  const choices = ranges.flatMap(({ products }) =>
    products
      .filter(({ body }) => body.status === 'active')
      .flatMap(({ body }) =>
        body.variants.flatMap(({ stock }, variant) => (stock > comfortable ? [{ handle: body.handle, variant }] : [])),
      ),
  );
  // Every variant at most once, which also keeps a cart from holding two lines of one.
  const chosen = cast.some(choices, 200).values();
  return buyers.map((buyer, index) => {
    const orders = Array.from({ length: howMany(index, cast) }, () => ({
      lines: [...chosen.take(cast.pick([1, 1, 2, 3]))].map((line) => ({ ...line, quantity: cast.pick([1, 1, 1, 2]) })),
      canceled: cast.chance(0.12),
    }));
    return { buyer, orders: orders.filter(({ lines }) => lines.length > 0) };
  });
}

/** Every fifth is a regular, every seventh has only looked so far. */
function howMany(index: number, cast: Dice): number {
  if (index % 5 === 0) return 4;
  if (index % 7 === 0) return 0;
  return cast.between(1, 3);
}
