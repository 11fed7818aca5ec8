import type { Message } from '../message.ts';
import type { Webhook } from '../webhooks/webhook.ts';

/**
 * @param webhook a webhook that has failed for long
 * @param since since when
 * @returns that it is disabled, for the shop's owners
 */
export function webhookDisabledMessage(webhook: Pick<Webhook, 'webhookId' | 'sellerId' | 'url'>, since: Date): Message {
  const { webhookId, sellerId, url } = webhook;
  const from = since.toISOString();
  return {
    to: { shop: sellerId, only: 'owners' },
    kind: 'webhook.disabled',
    about: `${webhookId}/${from}`,
    link: '/seller/webhooks',
    words: {
      en: ({ day }) => ({
        title: 'A webhook was disabled',
        body: `${url} has taken nothing since ${day(from)}, so we have stopped calling it. Enable it again when it works; what it has missed can be replayed.`,
      }),
      de: ({ day }) => ({
        title: 'Ein Webhook wurde abgeschaltet',
        body: `${url} hat seit dem ${day(from)} nichts angenommen; wir rufen es nicht mehr auf. Schalte es wieder ein, wenn es geht; was es verpasst hat, lässt sich wiederholen.`,
      }),
    },
  };
}
