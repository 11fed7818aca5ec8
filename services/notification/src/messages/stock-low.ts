import type { stockLow } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';

/**
 * @param event a variant that runs out
 * @returns how many pieces are left, for the shop; it may run low again
 */
export function stockLowMessages({ id, data }: EventFor<typeof stockLow>): Message[] {
  const { sellerId, productId, title, available } = data;
  const left = {
    en: available === 0 ? 'none is left' : available === 1 ? 'one piece is left' : `${available} pieces are left`,
    de: available === 0 ? 'keins mehr da' : available === 1 ? 'noch ein Stück da' : `noch ${available} Stück da`,
  };
  return [
    {
      to: { shop: sellerId },
      kind: 'stock.low',
      about: id,
      link: `/seller/products/${productId}`,
      words: {
        en: () => ({ title: 'Stock is running low', body: `${title}: ${left.en}.` }),
        de: () => ({ title: 'Der Bestand geht zur Neige', body: `${title}: ${left.de}.` }),
      },
    },
  ];
}
