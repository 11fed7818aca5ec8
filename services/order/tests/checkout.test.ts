import {
  type CartSnapshot,
  CommissionRuleId,
  cartUpdated,
  newId,
  OrderId,
  ProductId,
  PromotionId,
  UserId,
  VariantId,
} from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sampleCart } from './samples.ts';
import { address, type Citizen, openTown, type Town } from './town.ts';

let town: Town;
let buyer: Citizen;
let seller: Citizen;
let version = 0;

beforeAll(async () => {
  town = await openTown();
  [buyer, seller] = [await town.citizen('buyer'), await town.citizen('seller')];
}, 120_000);
afterAll(() => town?.stop(), 60_000);

/** Tells the order service a cart with one piece of a product, as the cart service would. */
async function fill(over: (cart: CartSnapshot) => Partial<CartSnapshot>) {
  const { productId, variantId } = await town.offer(seller, 10_000, 5);
  version += 1;
  const plain = sampleCart(UserId.parse(buyer.userId), [10_000], version);
  const lines = plain.lines.map((line) => ({
    ...line,
    sellerId: UserId.parse(seller.userId),
    productId: ProductId.parse(productId),
    variantId: VariantId.parse(variantId),
  }));
  const cart = { ...plain, lines };
  const told = { ...cart, ...over(cart), userId: UserId.parse(buyer.userId), cause: 'added' as const };
  await town.deliver(cartUpdated.of(told), { version });
  return { cart, productId };
}
const order = (country = 'DE') =>
  town.http
    .post('/api/orders')
    .set('authorization', buyer.authorization)
    .set('idempotency-key', `checkout-${version}-${country}`)
    .send({ cartVersion: version, shippingAddress: { ...address, country }, payment: { token: 'tok_approve' } });

/** A cart whose shop takes 500 off, sends for 390 with 90 off by the marketplace, and adds 1,862 tax on top. */
function priced(cart: CartSnapshot, promotion?: { limited: boolean }): Partial<CartSnapshot> {
  const promotionId = newId(PromotionId);
  const [line] = cart.lines;
  if (!line) return {};
  const { sellerId } = line;
  return {
    destination: { country: 'DE' },
    lines: [{ ...line, discounts: [{ promotionId, amount: 500, paidBy: 'shop' }], tax: 1_805, taxBasisPoints: 1_900 }],
    promotions: promotion ? [{ promotionId, title: 'Spring', amount: 590, paidBy: 'shop', ...promotion }] : [],
    sellers: [
      {
        sellerId,
        sellerName: 'Oak & Ash',
        items: 10_000,
        discount: 500,
        shipping: 300,
        shippingDiscounts: [{ promotionId, amount: 90, paidBy: 'marketplace' }],
        shippingOptions: [],
        tax: 1_862,
        total: 11_662,
      },
    ],
    totals: { items: 10_000, discount: 500, shipping: 300, tax: 1_862, taxIncluded: false, total: 11_662 },
  };
}

describe('a checkout', () => {
  test('charges what the cart said, and freezes what each shop gets and which rule set its commission', async () => {
    const { productId } = await fill((cart) => priced(cart));
    const commissionRuleId = newId(CommissionRuleId);
    const rule = { sellerId: UserId.parse(seller.userId), basisPoints: 500, createdAt: new Date() };
    await town.running.context.commissionRules.create(commissionRuleId, rule);
    const { body } = await order().expect(201);
    expect(body).toMatchObject({
      total: 11_662,
      fulfilment: 'open',
      taxIncluded: false,
      sellerOrders: [{ sellerId: seller.userId, state: 'new', shipping: 300, tax: 1_862, total: 11_662 }],
    });
    expect(await town.available(productId)).toBe(4);
    const [line] = (await town.running.context.orders.get(body.orderId)).lines;
    expect(line).toMatchObject({ commissionRuleId, commission: 475, commissionBasisPoints: 500 });
    const created = await town.published('order.created', ({ subject }) => subject === body.orderId);
    expect(created.data).toMatchObject({ total: 11_662, destination: { country: 'DE' } });
  });

  test('to another country than the one whose shipping and tax were quoted is refused, and holds nothing', async () => {
    const { productId } = await fill((cart) => priced(cart));
    const { body } = await order('FR').expect(409);
    expect(body).toMatchObject({ quoted: 'DE', country: 'FR' });
    expect(await town.available(productId)).toBe(5);
    await order('DE').expect(201);
  });

  test('whose cart does not add up charges nobody and gives the pieces back', async () => {
    const { productId } = await fill((cart) => ({ ...priced(cart), sellers: [] }));
    await order().expect(500);
    await eventually(async () => (await town.available(productId)) === 5);
  });

  test('whose promotions nobody can look at is not made, limited or not', async () => {
    const { productId } = await fill((cart) => priced(cart, { limited: false }));
    await order().expect(503);
    await eventually(async () => (await town.available(productId)) === 5);
    expect(await town.running.context.redemptions.overdue(new Date(Date.now() + 3_600_000), 9)).toEqual([]);
  });

  test('of a quote that has run out asks the cart first; nobody answers here', async () => {
    const hour = 3_600_000;
    const { productId } = await fill((cart) => ({
      ...priced(cart),
      quotedUntil: new Date(Date.now() - hour).toISOString(),
    }));
    await order().expect(503);
    expect(await town.available(productId)).toBe(5);
    await fill((cart) => ({ ...priced(cart), quotedUntil: new Date(Date.now() + hour).toISOString() }));
    await order().expect(201);
  });

  test('from a shop that does not send there is refused in its words, and holds nothing', async () => {
    const problem = 'Oak & Ash does not send to this country.';
    const { productId } = await fill((cart) => {
      const { sellers = [], ...rest } = priced(cart);
      return { ...rest, sellers: sellers.map((one) => ({ ...one, problem })) };
    });
    const { body } = await order().expect(409);
    expect(body).toMatchObject({ detail: problem, sellerId: seller.userId });
    expect(await town.available(productId)).toBe(5);
  });

  test('whose promotions nobody can count gives the pieces back, and remembers to give the promotions back', async () => {
    const { productId } = await fill((cart) => priced(cart, { limited: true }));
    await order().expect(503);
    await eventually(async () => (await town.available(productId)) === 5);
    const { redemptions } = town.running.context;
    const nextHour = new Date(Date.now() + 3_600_000);
    const [left, ...more] = await redemptions.overdue(nextHour, 9);
    expect(more).toEqual([]);
    expect(await redemptions.overdue(new Date(), 9)).toEqual([]);
    expect(await town.running.context.orders.find(left ?? '')).toBeUndefined();
  });

  test('that came to be in spite of a crash keeps its promotions', async () => {
    await fill(() => ({}));
    const { body } = await order().expect(201);
    const { redemptions } = town.running.context;
    const orderId = OrderId.parse(body.orderId);
    await redemptions.begin(orderId, new Date(0));
    await town.runJob('release-redemptions');
    expect(await redemptions.overdue(new Date(), 9)).toEqual([]);
  });
});
