import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { articleFolder } from '../src/context.ts';
import { loadArticles } from '../src/knowledge/load-articles.ts';
import type { Material } from '../src/knowledge/material.ts';

const root = resolve(import.meta.dirname, '../../..');
let articles: Material[];
const textOf = (name: string) => articles.find(({ ref }) => ref === `article:${name}`)?.pieces.join('\n') ?? '';
/** The figure that a source file gives, so that no article can go on saying an old one. */
function figure(file: string, pattern: RegExp): number {
  const found = pattern.exec(readFileSync(resolve(root, file), 'utf8'))?.[1];
  if (found === undefined) throw new Error(`${file} says nothing like ${pattern}`);
  return Number(found.replaceAll('_', ''));
}

beforeAll(async () => {
  articles = await loadArticles(articleFolder);
});

describe('the articles', () => {
  test('are many, for buyers and sellers, in both languages, each with a name and a title of its own', () => {
    expect(articles.length).toBeGreaterThanOrEqual(60);
    expect(new Set(articles.map(({ ref }) => ref)).size).toBe(articles.length);
    expect(new Set(articles.map(({ title }) => title)).size).toBe(articles.length);
    const count = (fits: (one: Material) => boolean) => articles.filter(fits).length;
    expect(count(({ language }) => language === 'de')).toBeGreaterThanOrEqual(12);
    expect(count(({ audience }) => audience === 'seller')).toBeGreaterThanOrEqual(20);
    expect(count(({ audience }) => audience === 'buyer')).toBeGreaterThanOrEqual(20);
  });

  test('are neither empty nor endless', () => {
    const lengths = articles.map(({ ref, pieces }) => ({ ref, length: pieces.join(' ').length }));
    expect(lengths.filter(({ length }) => length < 100 || length > 3_000)).toEqual([]);
  });

  test.each<[string, string, RegExp, (figure: number) => string]>([
    ['returns', 'services/order/.env.example', /^RETURN_DAYS=(\d+)/m, (n) => `${n} days`],
    ['rueckgabe', 'services/order/.env.example', /^RETURN_DAYS=(\d+)/m, (n) => `${n} Tage`],
    ['order-expires', 'services/order/.env.example', /^PAYMENT_MINUTES=(\d+)/m, (n) => `within ${n} minutes`],
    ['order-expires', 'services/order/.env.example', /^HOLD_GRACE_SECONDS=(\d+)/m, (n) => `for ${n / 60} minutes`],
    ['delivery', 'services/order/.env.example', /^AUTO_DELIVER_DAYS=(\d+)/m, (n) => `after ${n} days`],
    ['seller-fulfilment', 'services/order/.env.example', /^SHIP_DAYS=(\d+)/m, (n) => `${n} days to send`],
    [
      'seller-commission',
      'services/order/.env.example',
      /^COMMISSION_BASIS_POINTS=(\d+)/m,
      (n) => `${n / 100} percent`,
    ],
    ['auszahlungen', 'services/order/.env.example', /^COMMISSION_BASIS_POINTS=(\d+)/m, (n) => `${n / 100} Prozent`],
    ['seller-payouts', 'services/payment/.env.example', /^FUNDS_HOLD_DAYS=(\d+)/m, (n) => `${n} days after`],
    ['seller-payouts', 'services/payment/.env.example', /^PAYOUT_MINIMUM=(\d+)/m, (n) => `${(n / 100).toFixed(2)} EUR`],
    ['guest-cart', 'services/cart/.env.example', /^GUEST_CART_DAYS=(\d+)/m, (n) => `${n} days`],
    ['cart-limits', 'services/cart/src/cart.ts', /maxLines = (\d+)/, (n) => `${n} different lines`],
    ['cart-limits', 'services/cart/src/cart.ts', /maxCoupons = (\d+)/, (n) => `${n} coupons`],
    [
      'cart-limits',
      'packages/contracts/src/product.ts',
      /Quantity = z\.int\(\)\.min\(1\)\.max\((\d+)\)/,
      (n) => `${n} pieces`,
    ],
    ['account-and-password', 'services/auth/src/password.ts', /shortest = (\d+)/, (n) => `of ${n} to`],
    [
      'account-and-password',
      'services/auth/src/guessing.ts',
      /perAccount = \{ points: (\d+)/,
      (n) => `After ${n} wrong`,
    ],
    ['seller-team', 'services/auth/src/invitations.ts', /mostMembers = (\d+)/, (n) => `${n} members`],
    ['seller-documents', 'services/auth/src/shop-documents.ts', /most = (\d+)/, (n) => `at most ${n}`],
    ['seller-add-product', 'services/product/src/product.ts', /maxVariants = (\d+)/, (n) => `${n} variants`],
    ['seller-add-product', 'services/product/src/product.ts', /maxImages = (\d+)/, (n) => `${n} pictures`],
    ['seller-stock', 'services/product/src/product.ts', /usualThreshold = (\d+)/, (n) => `${n} pieces`],
    [
      'preisalarm',
      'services/notification/src/routes/watch-variant.ts',
      /watchesAtMost = (\d+)/,
      (n) => `${n} Beobachtungen`,
    ],
    [
      'seller-webhooks',
      'services/notification/src/routes/add-webhook.ts',
      /webhooksAtMost = (\d+)/,
      (n) => `${n} webhooks`,
    ],
    ['seller-webhook-failures', 'services/notification/.env.example', /^#WEBHOOK_ATTEMPTS=(\d+)/m, (n) => `${n} times`],
    ['seller-stock-cover', 'services/seller-dashboard/src/cover.ts', /paceDays = (\d+)/, (n) => `last ${n} days`],
    ['disputes', 'services/order/src/disputes.ts', /maxNotes = (\d+)/, (n) => `${n} in all`],
  ])('%s says what %s says (%s)', (name, file, pattern, words) => {
    expect(textOf(name)).toContain(words(figure(file, pattern)));
  });
});
