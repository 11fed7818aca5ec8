import type { PersonalData } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { rangeOf } from './shopify.store.ts';

/** A shop's products. They stay, off sale once the shop is closed: orders name them, and no person is in them. */
export const personal: PersonalData<Context> = {
  async *export({ sellerId }, ctx) {
    if (!sellerId) return;
    for await (const products of rangeOf(sellerId, { products: ctx.products.aggregates, stocks: ctx.stocks }))
      for (const product of products) yield ['products', product];
  },
  async erase() {
    return 0;
  },
};
