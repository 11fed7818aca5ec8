import { Amount, idFromUuid, Money, ProductId, type UserId, VariantId, WatchId } from '@credenza/contracts';
import { z } from 'zod';
import type { Message, Wording } from './message.ts';
import { effectUuid } from './notification.ts';
import type { Alert, WatchedProduct } from './product.ts';

/** What a watcher waits for; at least one of both. */
export interface Wish {
  /** A lower price than before; with `atMost` (minor units) the moment when it falls to that or less. */
  priceDrop?: { atMost?: number | undefined } | undefined;
  backInStock: boolean;
}

/** Somebody waits for something to happen to a variant. */
export interface Watch extends Wish {
  watchId: WatchId;
  userId: UserId;
  productId: ProductId;
  variantId: VariantId;
  /** The product's version when the watch began: what happened up to it is no news. */
  since: number;
  createdAt: Date;
}

/**
 * @param userId the watcher
 * @param variantId the variant
 * @returns the id of their one watch on it
 */
export function watchIdOf(userId: UserId, variantId: VariantId): WatchId {
  return idFromUuid(WatchId, effectUuid(userId, variantId, 'watch'));
}

/** A watch as its owner sees it. */
export const WatchView = z.object({
  watchId: WatchId,
  productId: ProductId,
  variantId: VariantId,
  title: z.string(),
  variantTitle: z.string(),
  price: Money.optional().meta({ description: 'what it costs now; missing when it is gone for good' }),
  priceDrop: z.object({ atMost: Amount.optional() }).optional(),
  backInStock: z.boolean(),
  createdAt: z.iso.datetime(),
});

/**
 * @param watch a watch
 * @param product the product, as far as it is known
 * @returns what its owner sees
 */
export function watchView(watch: Watch, product: WatchedProduct | undefined): z.input<typeof WatchView> {
  const { watchId, productId, variantId, priceDrop, backInStock, createdAt } = watch;
  const variant = product?.variants.find((one) => one.variantId === variantId);
  return {
    watchId,
    productId,
    variantId,
    title: product?.title ?? '',
    variantTitle: variant?.title ?? '',
    ...(variant && { price: { amount: variant.price, currency: variant.currency } }),
    ...(priceDrop && { priceDrop }),
    backInStock,
    createdAt: createdAt.toISOString(),
  };
}

/**
 * @param alert what has happened
 * @param userId somebody who has waited for it
 * @returns what to tell them; the same however often it is asked for
 */
export function alertMessage(alert: Alert, userId: UserId): Message {
  const { id, change, handle } = alert;
  return {
    to: { user: userId },
    kind: change.what === 'price' ? 'watch.price' : 'watch.stock',
    about: id,
    link: `/products/${handle}`,
    words: wordsOf(alert),
  };
}

function wordsOf({ name, change }: Alert): Wording {
  if (change.what === 'stock')
    return {
      en: () => ({ title: 'Back in stock', body: `${name} can be bought again.` }),
      de: () => ({ title: 'Wieder da', body: `${name} ist wieder zu haben.` }),
    };
  const { from, to, currency } = change;
  return {
    en: ({ money }) => ({
      title: 'The price has dropped',
      body: `${name} now costs ${money(to, currency)} instead of ${money(from, currency)}.`,
    }),
    de: ({ money }) => ({
      title: 'Der Preis ist gefallen',
      body: `${name} kostet jetzt ${money(to, currency)} statt ${money(from, currency)}.`,
    }),
  };
}
