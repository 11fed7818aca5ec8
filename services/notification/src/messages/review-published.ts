import type { reviewPublished } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';

/**
 * @param event a review that everybody can read now
 * @returns what it says, for the shop; that it is there, for its buyer; it may be changed and published again
 */
export function reviewPublishedMessages({ id, data }: EventFor<typeof reviewPublished>): Message[] {
  const { productId, productTitle, sellerId, buyerId, rating, title } = data;
  const stars = `${'★'.repeat(rating)}${'☆'.repeat(5 - rating)}`;
  const forShop: Message = {
    to: { shop: sellerId },
    kind: 'review.received',
    about: id,
    link: '/seller/reviews',
    words: {
      en: () => ({ title: `A review of ${productTitle}`, body: `${stars} ${title}` }),
      de: () => ({ title: `Eine Bewertung für ${productTitle}`, body: `${stars} ${title}` }),
    },
  };
  if (buyerId === undefined) return [forShop];
  const forBuyer: Message = {
    to: { user: buyerId },
    kind: 'review.published',
    about: id,
    link: `/products/${productId}`,
    words: {
      en: () => ({
        title: 'Your review is published',
        body: `Everybody can read now what you say about ${productTitle}.`,
      }),
      de: () => ({
        title: 'Deine Bewertung ist veröffentlicht',
        body: `Was du über ${productTitle} sagst, können jetzt alle lesen.`,
      }),
    },
  };
  return [forShop, forBuyer];
}
