import { newId, UserId } from '@credenza/contracts';
import { askPrivacy, exportedBy } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lamp, openShop, type Shop } from './support.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

test('an export holds the products of the shop that goes with an account, and none for a buyer', async () => {
  await shop.sell(lamp);
  const sellerId = UserId.parse(shop.seller.userId);
  const { requestId } = await askPrivacy(shop, 'export', { userId: sellerId, sellerId });
  const { products } = await exportedBy(shop, requestId);
  expect(products).toEqual([expect.objectContaining({ title: lamp.title, variants: [expect.anything()] })]);
  const buyer = await askPrivacy(shop, 'export', { userId: newId(UserId) });
  expect(await exportedBy(shop, buyer.requestId)).toEqual({});
});

test('an erasure leaves products to the orders that name them', async () => {
  const product = await shop.sell(lamp);
  const sellerId = UserId.parse(shop.seller.userId);
  expect((await askPrivacy(shop, 'erasure', { userId: sellerId, sellerId })).outcome).toBe('done');
  await shop.http.get(`/api/products/${product.productId}`).expect(200);
});
