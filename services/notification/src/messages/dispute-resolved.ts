import type { disputeResolved } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';
import { toBuyer, toShop } from '../order-links.ts';

/**
 * @param event a decided dispute
 * @returns how it was decided, for both sides
 */
export function disputeResolvedMessages({
  data,
  aggregateversion: version,
}: EventFor<typeof disputeResolved>): Message[] {
  const { disputeId, refund, currency, note } = data;
  const message: Pick<Message, 'kind' | 'about' | 'words'> = {
    kind: 'dispute.resolved',
    about: disputeId,
    words: {
      en: ({ money }) => ({
        title: 'A dispute was decided',
        body: `${refund ? `${money(refund.amount, currency)} goes` : 'Nothing goes'} back to the buyer. ${note}`,
      }),
      de: ({ money }) => ({
        title: 'Ein Streitfall wurde entschieden',
        body: `${refund ? `${money(refund.amount, currency)} gehen` : 'Nichts geht'} an die Käuferseite zurück. ${note}`,
      }),
    },
  };
  return [
    { ...toBuyer(data, { status: 'dispute', version }), ...message },
    { ...toShop(data), ...message },
  ];
}
