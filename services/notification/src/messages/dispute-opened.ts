import type { disputeOpened } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { toShop } from '../order-links.ts';

/**
 * @param event a dispute
 * @returns that a buyer has asked for a decision, for the shop
 */
export function disputeOpenedMessages({ data }: EventFor<typeof disputeOpened>): Message[] {
  return [
    {
      ...toShop(data),
      kind: 'dispute.opened',
      about: data.disputeId,
      words: {
        en: () => ({ title: 'A buyer has opened a dispute', body: data.reason }),
        de: () => ({ title: 'Jemand hat einen Streitfall eröffnet', body: data.reason }),
      },
    },
  ];
}
