import type { ProductId } from '@credenza/contracts';
import { NotFound } from '@credenza/service-kit';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { ProductFacts } from '../knowledge/passage.ts';

/**
 * @param knowledge what is on offer
 * @param sellerId the shop that asks
 * @param productId a product
 * @returns what is known about it
 * @throws NotFound when it is another shop's, or not on offer
 */
export function ownProduct(
  knowledge: Pick<Knowledge, 'product'>,
  sellerId: string,
  productId: ProductId,
): ProductFacts {
  const product = knowledge.product(productId);
  if (product?.sellerId !== sellerId) throw new NotFound('product of yours that is on offer');
  return product;
}
