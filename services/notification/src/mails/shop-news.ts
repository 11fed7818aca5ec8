import type { SellerState, sellerUpdated } from '@credenza/contracts';
import type { z } from 'zod';
import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';

type ShopEvent = z.output<typeof sellerUpdated.schema>;

/** What there is to say about a shop, in the bell and by mail. */
export interface ShopNews {
  kind: string;
  title: string;
  body: string;
  /** Who hears it: all members, or owners alone. */
  for: 'members' | 'owners';
}

const because = ({ reason }: ShopEvent) => (reason === undefined ? '' : ` The reason: ${reason}`);

const states: Record<SellerState, ((shop: ShopEvent) => Pick<ShopNews, 'title' | 'body'>) | undefined> = {
  applied: undefined,
  active: ({ name }) => ({ title: `${name} is open`, body: `Everything that ${name} offers is on sale now.` }),
  suspended: (shop) => ({
    title: `${shop.name} was suspended`,
    body: `Nothing of ${shop.name} is on sale for the time being; please go on sending what was bought.${because(shop)}`,
  }),
  closed: (shop) => ({
    title: `${shop.name} was closed`,
    body: `Nothing of ${shop.name} is on sale any more; please send what was bought before.${because(shop)}`,
  }),
};

/**
 * @param shop a shop after a change
 * @returns what its members should know of it
 */
export function shopNews(shop: ShopEvent): ShopNews[] {
  const state = shop.changes.includes('state') ? states[shop.state]?.(shop) : undefined;
  return [
    ...(state ? [{ ...state, kind: `shop.${shop.state}`, for: 'members' as const }] : []),
    ...(shop.changes.includes('payout')
      ? [
          {
            kind: 'shop.payout-account',
            title: `${shop.name} has a new payout account`,
            body: `An owner has given ${shop.name} a new payout account. If that was none of you, take them out of the shop now.`,
            for: 'owners' as const,
          },
        ]
      : []),
  ];
}

/**
 * @param to a member
 * @param news what there is to say
 * @param shop where the marketplace is
 * @returns the mail that says it
 */
export function shopNewsMail(to: Recipient, news: ShopNews, shop: string): Letter {
  return letter(to, news.title, [`${news.title}.`, news.body, { link: 'See your shop', url: `${shop}/seller/shop` }]);
}
