import { z } from 'zod';

/** What the published reviews of a product say together. */
export const Rating = z.object({
  average: z.number().min(1).max(5).meta({ description: 'with two decimals' }),
  count: z.int().min(1),
  stars: z.array(z.int().min(0)).length(5).meta({ description: 'how many give one star, two … five' }),
});
export type Rating = z.infer<typeof Rating>;

/** As lists show it. */
export const CardRating = Rating.pick({ average: true, count: true });

/**
 * @param stars how many reviews give one star, two … five
 * @returns the rating; undefined without reviews
 */
export function ratingOf(stars: number[]): Rating | undefined {
  const count = stars.reduce((sum, one) => sum + one, 0);
  if (count === 0) return undefined;
  const sum = stars.reduce((all, one, index) => all + one * (index + 1), 0);
  return { average: Math.round((sum * 100) / count) / 100, count, stars };
}

const mostCounted = 999_999;

/**
 * By what lists are sorted that go by rating: the average, and among equals how many have given it.
 *
 * @param rating a product's
 * @returns the key; undefined without reviews, which come last
 */
export function ratingKeyOf(rating: Pick<Rating, 'average' | 'count'> | undefined): number | undefined {
  return rating && leastKey(rating.average) + Math.min(rating.count, mostCounted);
}

/**
 * @param average an average
 * @returns what the key of no product with a lower average reaches
 */
export function leastKey(average: number): number {
  return Math.round(average * 100) * (mostCounted + 1);
}

/**
 * @param rating a product's
 * @returns as lists and events tell it
 */
export function cardRating(rating: Rating | undefined): z.infer<typeof CardRating> | undefined {
  return rating && { average: rating.average, count: rating.count };
}
