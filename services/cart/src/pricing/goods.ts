import type { LineId, ProductId, UserId } from '@credenza/contracts';

/** What of a line its price depends on; amounts in minor units. */
export interface Goods {
  lineId: LineId;
  productId: ProductId;
  sellerId: UserId;
  sellerName: string;
  category?: string | undefined;
  unitPrice: number;
  quantity: number;
}

/**
 * @param goods some lines
 * @returns what they cost before any discount, in minor units
 */
export function listPrice(goods: readonly Pick<Goods, 'unitPrice' | 'quantity'>[]): number {
  return goods.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
}
