import type { Promotion } from '../promotion.ts';
import type { Goods } from './goods.ts';

const levelsOf = (category: string | undefined) => (category ?? '').split('/').flatMap((level) => level.trim() || []);

/**
 * @param category where something is, such as `Home / Lamps`
 * @param above a category
 * @returns whether it is that one or lies below it
 */
export function isWithin(category: string | undefined, above: string): boolean {
  const levels = levelsOf(category);
  return levelsOf(above).every((level, index) => levels[index] === level);
}

/**
 * @param promotion a promotion
 * @param goods a line
 * @returns whether it is for this line
 */
export function isFor(promotion: Pick<Promotion, 'sellerId' | 'categories' | 'productIds'>, goods: Goods): boolean {
  const { sellerId, categories, productIds } = promotion;
  if (sellerId !== undefined && sellerId !== goods.sellerId) return false;
  if (categories === undefined && productIds === undefined) return true;
  const named = productIds?.includes(goods.productId) ?? false;
  return named || (categories?.some((category) => isWithin(goods.category, category)) ?? false);
}
