import type { reviewRejected } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';

/**
 * @param event a review that an admin keeps from being read
 * @returns why, for the buyer, who may say it better; nothing when the buyer has been erased
 */
export function reviewRejectedMessages({ id, data }: EventFor<typeof reviewRejected>): Message[] {
  const { productId, productTitle, buyerId, reason } = data;
  if (buyerId === undefined) return [];
  return [
    {
      to: { user: buyerId },
      kind: 'review.rejected',
      about: id,
      link: `/products/${productId}`,
      words: {
        en: () => ({
          title: `Your review of ${productTitle} is not published`,
          body: `${reason} You can change it, and we will look at it again.`,
        }),
        de: () => ({
          title: `Deine Bewertung für ${productTitle} ist nicht veröffentlicht`,
          body: `${reason} Du kannst sie ändern, dann sehen wir sie noch einmal an.`,
        }),
      },
    },
  ];
}
