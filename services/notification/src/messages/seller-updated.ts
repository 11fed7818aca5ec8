import type { SellerState, sellerUpdated } from '@credenza/contracts';
import type { EventFor, Message, Wording, Words } from '../message.ts';

type Shop = EventFor<typeof sellerUpdated>['data'];
const because = ({ reason }: Shop) => (reason === undefined ? '' : ` The reason: ${reason}`);
const weil = ({ reason }: Shop) => (reason === undefined ? '' : ` Der Grund: ${reason}`);

const mailed = (words: Words, action: string): Words => ({
  ...words,
  parts: [`${words.title}.`, words.body],
  action,
});
const inBoth = (en: Words, de: Words): Wording => ({
  en: () => mailed(en, 'See your shop'),
  de: () => mailed(de, 'Zu deinem Shop'),
});

const states: Record<SellerState, ((shop: Shop) => Pick<Message, 'kind' | 'words'>) | undefined> = {
  applied: undefined,
  active: ({ name }) => ({
    kind: 'shop.active',
    words: inBoth(
      { title: `${name} is open`, body: `Everything that ${name} offers is on sale now.` },
      { title: `${name} ist offen`, body: `Alles, was ${name} anbietet, ist jetzt im Verkauf.` },
    ),
  }),
  suspended: (shop) => ({
    kind: 'shop.suspended',
    words: inBoth(
      {
        title: `${shop.name} was suspended`,
        body: `Nothing of ${shop.name} is on sale for the time being; please go on sending what was bought.${because(shop)}`,
      },
      {
        title: `${shop.name} wurde gesperrt`,
        body: `Von ${shop.name} ist vorerst nichts im Verkauf; bitte verschickt weiter, was gekauft wurde.${weil(shop)}`,
      },
    ),
  }),
  closed: (shop) => ({
    kind: 'shop.closed',
    words: inBoth(
      {
        title: `${shop.name} was closed`,
        body: `Nothing of ${shop.name} is on sale any more; please send what was bought before.${because(shop)}`,
      },
      {
        title: `${shop.name} wurde geschlossen`,
        body: `Von ${shop.name} ist nichts mehr im Verkauf; bitte verschickt, was vorher gekauft wurde.${weil(shop)}`,
      },
    ),
  }),
};

const payoutAccount = ({ name }: Shop): Wording =>
  inBoth(
    {
      title: `${name} has a new payout account`,
      body: `An owner has given ${name} a new payout account. If that was none of you, take them out of the shop now.`,
    },
    {
      title: `${name} hat ein neues Auszahlungskonto`,
      body: `Jemand von den Inhabern hat ${name} ein neues Auszahlungskonto gegeben. Wenn das niemand von euch war, nehmt diese Person jetzt aus dem Shop.`,
    },
  );

/**
 * @param event a shop after a change
 * @returns what its members should know of it
 */
export function sellerUpdatedMessages({ id, data }: EventFor<typeof sellerUpdated>): Message[] {
  const state = data.changes.includes('state') ? states[data.state]?.(data) : undefined;
  const shop = { about: id, link: '/seller/shop' };
  return [
    ...(state ? [{ ...shop, ...state, to: { shop: data.sellerId } }] : []),
    ...(data.changes.includes('payout')
      ? [
          {
            ...shop,
            to: { shop: data.sellerId, only: 'owners' as const },
            kind: 'shop.payout-account' as const,
            words: payoutAccount(data),
          },
        ]
      : []),
  ];
}
