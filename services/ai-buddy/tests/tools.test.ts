import { newId, OrderId, ProductId, ProposalId, productUpdated, UserId, VariantId } from '@credenza/contracts';
import type { User } from '@credenza/service-kit';
import { type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { addToCart } from '../src/tools/add-to-cart.ts';
import type { Caller } from '../src/tools/caller.ts';
import { checkStock } from '../src/tools/check-stock.ts';
import { compareProducts } from '../src/tools/compare-products.ts';
import { productView } from '../src/tools/product-view.ts';
import { proposalSeconds } from '../src/tools/proposals.ts';
import { toolsFor } from '../src/tools/registry.ts';
import { searchArticles } from '../src/tools/search-articles.ts';
import { searchProducts } from '../src/tools/search-products.ts';
import { product, type Told } from './samples.ts';

let now = new Date('2026-03-01T12:00:00Z');
let kit: Harness<Context>;
let ctx: Context;
const [oiled, lacquered] = [newId(VariantId), newId(VariantId)];
const desk = product({ title: 'Larkspur desk', description: 'A desk of walnut.', price: 41_900 });
const lamp = product({ title: 'Brindle <b>lamp</b>', description: 'A lamp of brass.', price: 8_900, available: 2 });
const shelf = product({
  title: 'Quillon shelf',
  variants: [
    { variantId: oiled, title: 'Oiled', price: { amount: 10_000, currency: 'EUR' }, available: 4 },
    { variantId: lacquered, title: 'Lacquered', price: { amount: 12_000, currency: 'EUR' }, available: 0 },
  ],
});

beforeAll(async () => {
  kit = await startForTest(service, { now: () => now });
  ctx = kit.running.context;
  for (const one of [desk, lamp, shelf]) await kit.deliver(productUpdated.of(one as Told));
});
afterAll(() => kit?.stop());

function caller(role?: User['role'], about: Partial<Caller> = {}): Caller {
  const user = role && { id: newId(UserId), role, name: 'Ada', sessionId: 'ses_x' as never };
  return { user, authorization: undefined, signal: AbortSignal.timeout(20_000), ...about };
}
const id = (one: Told) => ProductId.parse(one.productId);

describe('tools', () => {
  test.each([
    [undefined, ['search_products', 'compare_products', 'check_stock_and_delivery', 'read_reviews', 'search_articles']],
    ['admin', ['search_products', 'compare_products', 'check_stock_and_delivery', 'read_reviews', 'search_articles']],
    [
      'buyer',
      [
        'search_products',
        'compare_products',
        'check_stock_and_delivery',
        'read_reviews',
        'search_articles',
        'my_orders',
        'add_to_cart',
        'start_return',
      ],
    ],
  ] as const)('of %s are these', (role, names) => {
    expect(toolsFor(caller(role).user).map(({ name }) => name)).toEqual(names);
  });

  test('are described for whoever chooses among them, and only some propose', () => {
    const tools = toolsFor(caller('buyer').user);
    for (const { description } of tools) expect(description).toMatch(/^[A-Z][^<>]{20,}\.$/);
    expect(tools.filter(({ proposes }) => proposes).map(({ name }) => name)).toEqual(['add_to_cart', 'start_return']);
  });

  test.each([
    ['search_products', {}, 'query'],
    ['search_products', { query: 'x', limit: 9 }, 'limit'],
    ['search_products', { query: 'x', priceMax: -1 }, 'priceMax'],
    ['compare_products', { productIds: [newId(ProductId)] }, 'productIds'],
    ['compare_products', { productIds: ['prd_x', 'prd_y'] }, 'productIds.0'],
    ['check_stock_and_delivery', { productId: 'desk' }, 'productId'],
    ['read_reviews', { productId: 1 }, 'productId'],
    ['search_articles', { query: 'y'.repeat(301) }, 'query'],
    ['my_orders', { limit: 11 }, 'limit'],
    ['my_orders', { userId: newId(UserId) }, ''],
    ['add_to_cart', { productId: newId(ProductId), quantity: 0 }, 'quantity'],
    ['start_return', { orderId: newId(OrderId), pieces: [], reason: 'x' }, 'sellerOrderId'],
  ])('%s refuses %j', async (name, input, field) => {
    const found = toolsFor(caller('buyer').user).find((one) => one.name === name);
    await expect(found?.call(input, caller('buyer'), ctx)).rejects.toMatchObject({
      type: 'invalid',
      extensions: { errors: expect.arrayContaining([expect.objectContaining({ field })]) },
    });
  });
});

describe('what products are like', () => {
  test('is shown as it is now, in harmless words', async () => {
    const { data, passages } = await searchProducts.run({ query: 'brass lamp', limit: 1 }, caller(), ctx);
    expect(data.products).toMatchObject([{ productId: lamp.productId, title: 'Brindle lamp', price: '89.00 EUR' }]);
    expect(passages[0]).toMatchObject({ source: 'product', ref: lamp.productId });
  });

  test('can be asked for by price, category and stock', async () => {
    const find = async (more: object) => {
      const input = { query: 'desk lamp shelf table', limit: 8, ...more };
      return (await searchProducts.run(input, caller(), ctx)).data.products.map(({ productId }) => productId);
    };
    expect(await find({ priceMax: 9_000 })).toEqual([lamp.productId]);
    expect(await find({ priceMin: 40_000 })).toEqual([desk.productId]);
    expect(await find({ category: 'nowhere' })).toEqual([]);
    expect(await find({ inStock: true })).toHaveLength(3);
  });

  test('stands side by side, when at least two are for sale', async () => {
    const { data } = await compareProducts.run({ productIds: [id(desk), id(lamp)] }, caller(), ctx);
    expect(data.products.map(({ price }) => price)).toEqual(['419.00 EUR', '89.00 EUR']);
    const missing = { productIds: [id(desk), newId(ProductId)] };
    await expect(compareProducts.run(missing, caller(), ctx)).rejects.toThrow('pair of products');
  });

  test('is said even while the cart does not answer', async () => {
    const asked = caller('buyer', { authorization: 'Bearer x' });
    const { data } = await checkStock.run({ productId: id(shelf) }, asked, ctx);
    expect(data.product.variants.map(({ available }) => available)).toEqual([4, 0]);
    expect(data.delivery).toEqual([]);
    await expect(checkStock.run({ productId: newId(ProductId) }, asked, ctx)).rejects.toMatchObject({
      type: 'not-found',
    });
  });

  test('does not grow without end', () => {
    const facts = ctx.knowledge.product(id(desk));
    const [variant] = facts?.variants ?? [];
    if (!facts || !variant) throw new Error('it is known');
    const view = productView({ ...facts, variants: Array.from({ length: 50 }, () => variant) }, 'oak '.repeat(500));
    expect(view.variants).toHaveLength(20);
    expect(view.excerpt.length).toBeLessThanOrEqual(400);
  });

  test('articles for shops are for shops', async () => {
    const read = async (role: User['role'] | undefined) => {
      const { data } = await searchArticles.run(
        { query: 'What commission does the marketplace keep?', limit: 6 },
        caller(role),
        ctx,
      );
      return data.articles.filter(({ ref }) => ref.startsWith('seller-')).length;
    };
    expect(await read(undefined)).toBe(0);
    expect(await read('buyer')).toBe(0);
    expect(await read('seller')).toBeGreaterThan(0);
  });
});

describe('a proposal', () => {
  test('says what will happen, in the reader’s language, and does nothing', async () => {
    const english = await addToCart.run({ productId: id(desk), quantity: 2 }, caller('buyer'), ctx);
    expect(english.proposal).toMatchObject({
      action: 'add-to-cart',
      summary: 'Put 2 × Larkspur desk (Oiled) at €419.00 each into your cart',
      expiresAt: new Date(now.getTime() + proposalSeconds * 1_000).toISOString(),
    });
    const german = caller('buyer', { language: 'de' });
    const { proposal } = await addToCart.run({ productId: id(desk), quantity: 1 }, german, ctx);
    expect(proposal?.summary).toBe('1 × Larkspur desk (Oiled) zu je 419,00 € in deinen Warenkorb legen');
  });

  test.each([
    ['nobody guesses a variant', { productId: id(shelf), quantity: 1 }, 'invalid'],
    ['another product’s variant', { productId: id(desk), variantId: oiled, quantity: 1 }, 'not-found'],
    ['something that is not for sale', { productId: newId(ProductId), quantity: 1 }, 'not-found'],
    ['more than there is', { productId: id(lamp), quantity: 3 }, 'conflict'],
    ['what is sold out', { productId: id(shelf), variantId: lacquered, quantity: 1 }, 'conflict'],
  ])('is not made for: %s', async (_what, input, type) => {
    await expect(addToCart.run(input, caller('buyer'), ctx)).rejects.toMatchObject({ type });
  });

  test('is not made for nobody', async () => {
    const input = { productId: id(desk), quantity: 1 };
    await expect(addToCart.run(input, caller(), ctx)).rejects.toMatchObject({ type: 'unauthenticated' });
  });

  test('of somebody else does not exist', async () => {
    const { proposal } = await addToCart.run({ productId: id(desk), quantity: 1 }, caller('buyer'), ctx);
    const proposalId = ProposalId.parse(proposal?.proposalId);
    for (const other of [caller('buyer'), caller()]) {
      await expect(ctx.proposals.confirm(proposalId, other)).rejects.toMatchObject({ type: 'not-found' });
    }
  });

  test('waits while the other service does not answer, and ends by itself', async () => {
    const ada = caller('buyer', { authorization: 'Bearer x' });
    const { proposal } = await addToCart.run({ productId: id(desk), quantity: 1 }, ada, ctx);
    const proposalId = ProposalId.parse(proposal?.proposalId);
    await expect(ctx.proposals.confirm(proposalId, ada)).rejects.toMatchObject({ type: 'unavailable' });
    await expect(ctx.proposals.confirm(proposalId, ada)).rejects.toMatchObject({ type: 'unavailable' });
    const before = now;
    now = new Date(before.getTime() + proposalSeconds * 1_000);
    try {
      await expect(ctx.proposals.confirm(proposalId, ada)).rejects.toThrow('This proposal has expired.');
    } finally {
      now = before;
    }
  });
});
