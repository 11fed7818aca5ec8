import type { Recipient } from '../recipient.store.ts';
import { type Letter, letter } from './letter.ts';

const next = {
  buyer: 'Have a look around: everything you put into your cart waits for you on all your devices.',
  seller: 'Your shop is ready for its first products. You can add them one by one or import a Shopify product file.',
  admin: 'You can supervise the marketplace now.',
};

/**
 * @param to who has opened an account
 * @param shop where the marketplace is
 * @returns the welcome mail
 */
export function welcome(to: Recipient, shop: string): Letter {
  return letter(to, 'Welcome to Credenza', [
    'Thank you for joining Credenza, the marketplace for everything at home.',
    next[to.role],
    { link: 'Go to Credenza', url: shop },
  ]);
}
