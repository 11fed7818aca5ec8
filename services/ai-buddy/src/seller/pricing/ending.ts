import { minorDigits } from '@credenza/contracts';

/** Up to which amount, in whole units of the currency, prices go in which steps; they end just below one. */
const steps: readonly { upTo: number; step: number; below: number }[] = [
  { upTo: 20, step: 0.5, below: 0.01 },
  { upTo: 100, step: 1, below: 0.01 },
  { upTo: 500, step: 5, below: 1 },
  { upTo: 2_000, step: 10, below: 1 },
  { upTo: Number.POSITIVE_INFINITY, step: 50, below: 1 },
];

/**
 * Gives a price an ending that shops use, such as 24.99 or 419.
 *
 * @param price minor units
 * @param bounds the least and the most it may become, in minor units
 * @param currency an ISO 4217 code
 * @returns the nearest such price within the bounds; the nearest whole amount within them when there is none
 */
export function withEnding(price: number, bounds: { least: number; most: number }, currency: string): number {
  const unit = 10 ** minorDigits(currency);
  const { step, below } = steps.find(({ upTo }) => price < upTo * unit) ?? { step: 50, below: 1 };
  const [wide, short] = [Math.max(1, Math.round(step * unit)), Math.round(below * unit)];
  const near = Math.round((price + short) / wide);
  const candidates = [near - 1, near, near + 1]
    .map((count) => count * wide - short)
    .filter((one) => one > 0 && one >= bounds.least && one <= bounds.most)
    .sort((a, b) => Math.abs(a - price) - Math.abs(b - price));
  return candidates[0] ?? Math.max(bounds.least, Math.min(bounds.most, Math.round(price)));
}
