import type { reviewReplied } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';

/**
 * @param event a shop's reply to a review, or a reply that it has changed
 * @returns what the shop says, for the buyer; nothing when the buyer has been erased
 */
export function reviewRepliedMessages({ id, data }: EventFor<typeof reviewReplied>): Message[] {
  const { productId, productTitle, buyerId, sellerName, reply } = data;
  if (buyerId === undefined) return [];
  return [
    {
      to: { user: buyerId },
      kind: 'review.replied',
      about: id,
      link: `/products/${productId}`,
      words: {
        en: () => ({ title: `${sellerName} has replied to your review of ${productTitle}`, body: reply }),
        de: () => ({ title: `${sellerName} hat auf deine Bewertung für ${productTitle} geantwortet`, body: reply }),
      },
    },
  ];
}
