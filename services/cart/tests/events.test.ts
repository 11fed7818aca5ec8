import { type CartSnapshot, cartUpdated, newId, type Offer, ProductId, type UserId } from '@credenza/contracts';
import { eventually, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type StoredCart, snapshotOf } from '../src/cart.ts';
import { addPieces, setQuantity } from '../src/change-lines.ts';
import type { Context } from '../src/context.ts';
import { productOf } from '../src/product.ts';
import { service } from '../src/service.ts';
import { anOffer, env, euros, paidEvent, productEvent } from './samples.ts';

let kit: Harness<Context>;
let ctx: Context;
beforeAll(async () => {
  kit = await startForTest(service, { env });
  ctx = kit.running.context;
});
afterAll(() => kit?.stop());

async function aBuyerWith(
  offer: Offer,
  quantity = 1,
): Promise<{ userId: UserId; authorization: string; cart: StoredCart }> {
  const { userId, authorization } = await kit.user('buyer');
  const cart = await ctx.carts.changeOfUser(userId, (empty) => addPieces(empty, { offer, quantity }));
  return { userId, authorization, cart };
}
const seen = async (userId: UserId): Promise<CartSnapshot> => snapshotOf(await ctx.carts.ofUser(userId));
const journal = (userId: UserId) =>
  kit.running.relay.journal.find({ type: 'cart.updated', 'envelope.data.userId': userId }).sort({ version: 1 }).lean();

describe('a product that changes', () => {
  test('changes every cart that holds it, of buyers and guests, and no other', async () => {
    const [lamp, chair] = [anOffer(), anOffer()];
    const holders = await Promise.all(Array.from({ length: 60 }, () => aBuyerWith(lamp, 2)));
    const others = await Promise.all(Array.from({ length: 5 }, () => aBuyerWith(chair)));
    const guest = await ctx.carts.changeOfGuest(undefined, (cart) => addPieces(cart, { offer: lamp, quantity: 1 }));
    expect((await kit.deliver(productEvent(lamp, { price: 5_500 }), { version: 2 })).status).toBe('SUCCESS');
    for (const { userId } of holders) {
      expect(await seen(userId)).toMatchObject({
        version: 2,
        subtotal: 11_000,
        lines: [{ unitPrice: euros(5_500), notice: 'price-changed' }],
      });
    }
    for (const { userId } of others) expect((await seen(userId)).version).toBe(1);
    const guestCart = await ctx.carts.ofGuest(guest.token ?? '');
    expect(guestCart?.lines[0]?.unitPrice).toBe(5_500);
    expect(guestCart?.expiresAt).toEqual(guest.cart?.expiresAt);
  });

  test("tells a buyer's other tabs, with the cause and the whole cart", async () => {
    const lamp = anOffer();
    const { userId } = await aBuyerWith(lamp, 2);
    await kit.deliver(productEvent(lamp, { available: 1, changes: ['stock'] }), { version: 2 });
    const event = await kit.published('cart.updated', ({ data, aggregateversion }) => {
      const told = cartUpdated.schema.parse(data);
      return told.userId === userId && aggregateversion === 2;
    });
    expect(event.data).toEqual({ ...(await seen(userId)), cause: 'catalogue' });
    expect(event.data).toMatchObject({ lines: [{ available: false, notice: 'less-stock' }] });
  });

  test('makes no new version and no event where nobody would see a difference', async () => {
    const lamp = anOffer();
    const { userId } = await aBuyerWith(lamp);
    await kit.deliver(productEvent(lamp, { description: 'New words.', available: 8 }), { version: 2 });
    expect((await seen(userId)).version).toBe(1);
    await eventually(async () => (await journal(userId)).length === 1);
  });

  test('an older event that comes late changes nothing, even if the newer one did not show', async () => {
    const lamp = anOffer({ price: euros(100), productVersion: 4 });
    const { userId } = await aBuyerWith(lamp);
    await kit.deliver(productEvent(lamp, { price: 100 }), { version: 6 });
    await kit.deliver(productEvent(lamp, { price: 777 }), { version: 5 });
    expect(await seen(userId)).toMatchObject({ version: 1, lines: [{ unitPrice: euros(100) }] });
  });

  test('events in every order and twice, at once, end with the newest', async () => {
    const lamp = anOffer();
    const buyers = await Promise.all([1, 2, 3].map(() => aBuyerWith(lamp)));
    const versions = [7, 3, 9, 2, 8, 5, 9, 4, 6, 2, 7];
    await Promise.all(
      versions.map((version) => kit.deliver(productEvent(lamp, { price: version * 100 }), { version })),
    );
    for (const { userId } of buyers) expect((await seen(userId)).lines[0]?.unitPrice.amount).toBe(900);
  });

  test('an event handled while a line is on its way into a cart is not missed', async () => {
    const offer = anOffer({ productVersion: 3, price: euros(100) });
    await kit.deliver(productEvent(offer, { price: 130 }), { version: 4 });
    const { userId, cart } = await aBuyerWith(offer);
    expect(cart.lines[0]?.unitPrice).toBe(100);
    const caughtUp = await ctx.catchUp(cart, [offer.productId]);
    expect(snapshotOf(caughtUp)).toEqual(await seen(userId));
    expect(snapshotOf(caughtUp)).toMatchObject({
      version: 2,
      lines: [{ unitPrice: euros(130), notice: 'price-changed' }],
    });
    expect(await ctx.catchUp(caughtUp, [offer.productId])).toBe(caughtUp);
  });

  test('while its buyers are changing their carts, nothing of either is lost', async () => {
    const lamp = anOffer({ available: 999 });
    const { userId, cart } = await aBuyerWith(lamp);
    const adds = Array.from({ length: 20 }, () =>
      ctx.carts.changeOfUser(userId, (now) => addPieces(now, { offer: lamp, quantity: 1 })),
    );
    const events = [2, 3, 4, 5].map((version) =>
      kit.deliver(productEvent(lamp, { price: version * 1_000, available: 999 }), { version }),
    );
    await Promise.all([...adds, ...events]);
    expect((await seen(userId)).lines[0]).toMatchObject({ quantity: 21, unitPrice: euros(5_000) });
    expect(cart.version).toBe(1);
  });

  test('a product that nobody holds is learned without touching a cart', async () => {
    const lamp = anOffer();
    expect((await kit.deliver(productEvent(lamp), { version: 2 })).status).toBe('SUCCESS');
    expect(await ctx.products.newest([lamp.productId])).toEqual([productOf(productEvent(lamp).data, 2)]);
    expect(await ctx.products.newest([newId(ProductId)])).toEqual([]);
  });

  test('an event that carts cannot read is kept for a person, not lost', async () => {
    const { event } = await kit.deliver(
      { type: 'product.updated', subject: 'x', data: { productId: 'x' } },
      { version: 2 },
    );
    await eventually(() =>
      kit.running.inbox.deliveries.findOne({ _id: event.id, status: 'dead' }).lean().then(Boolean),
    );
  });
});

describe('a paid order', () => {
  test('takes the bought pieces out of the cart and says why', async () => {
    const { userId, cart } = await aBuyerWith(anOffer(), 2);
    await kit.deliver(paidEvent(cart));
    expect(await seen(userId)).toMatchObject({ version: 2, lines: [], subtotal: 0 });
    const event = await kit.published('cart.updated', (one) => one.subject === cart._id && one.aggregateversion === 2);
    expect(event.data).toMatchObject({ cause: 'ordered' });
  });

  test('told ten times at once, under one event id or many, counts once', async () => {
    const lamp = anOffer({ available: 100 });
    const { userId, cart } = await aBuyerWith(lamp, 5);
    const line = cart.lines[0];
    if (!line) throw new Error('no line');
    const order = paidEvent(cart);
    await ctx.carts.changeOfUser(userId, (now) => setQuantity(now, { lineId: line.lineId, quantity: 42, offer: lamp }));
    const { event } = await kit.deliver(order);
    await Promise.all(Array.from({ length: 10 }, (_, n) => kit.deliver(order, n < 5 ? { id: event.id } : {})));
    expect((await seen(userId)).lines[0]?.quantity).toBe(37);
    expect((await seen(userId)).version).toBe(3);
  });

  test('leaves what was added after the checkout', async () => {
    const [lamp, chair] = [anOffer(), anOffer()];
    const { userId, cart } = await aBuyerWith(lamp, 2);
    const order = paidEvent(cart);
    await ctx.carts.changeOfUser(userId, (now) => addPieces(now, { offer: chair, quantity: 1 }));
    await kit.deliver(order);
    expect((await seen(userId)).lines.map(({ variantId, quantity }) => [variantId, quantity])).toEqual([
      [chair.variantId, 1],
    ]);
  });

  test('of a buyer whose cart is empty or unknown is no trouble', async () => {
    const { cart } = await aBuyerWith(anOffer(), 2);
    const { userId } = await kit.user('buyer');
    expect((await kit.deliver(paidEvent(cart, { buyerId: userId }))).status).toBe('SUCCESS');
    expect(await kit.running.inbox.deliveries.countDocuments({ type: 'order.paid' })).toBe(0);
  });
});

describe('what a cart tells', () => {
  test('every change of a buyer, in the order of its versions, once', async () => {
    const lamp = anOffer({ available: 500 });
    const { userId } = await aBuyerWith(lamp);
    await Promise.all(
      Array.from({ length: 19 }, () =>
        ctx.carts.changeOfUser(userId, (now) => addPieces(now, { offer: lamp, quantity: 1 })),
      ),
    );
    const events = await eventually(async () => {
      const told = await journal(userId);
      return told.length === 20 && told;
    });
    const told = events.map(({ envelope }) => cartUpdated.schema.parse(envelope.data));
    expect(told.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(told.map(({ lines }) => lines[0]?.quantity)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  test('nothing about guests', async () => {
    const offer = anOffer();
    const { cart } = await ctx.carts.changeOfGuest(undefined, (empty) => addPieces(empty, { offer, quantity: 1 }));
    const { userId } = await aBuyerWith(anOffer());
    await eventually(async () => (await journal(userId)).length === 1);
    expect(await kit.running.relay.journal.countDocuments({ subject: cart?._id })).toBe(0);
  });
});

describe('other services', () => {
  const read = (userId: UserId) => kit.http.post('/internal/carts/read').send({ userId });

  test("read a buyer's cart as it is now, through the sidecar alone", async () => {
    const { userId, authorization } = await aBuyerWith(anOffer(), 2);
    const answer = await read(userId).set('dapr-api-token', kit.appToken).expect(200);
    expect(answer.body).toEqual(await seen(userId));
    await read(userId).expect(401);
    await read(userId).set('authorization', authorization).expect(401);
  });

  test('get version 0 for a buyer who never put anything in', async () => {
    const { userId } = await kit.user('buyer');
    const answer = await read(userId).set('dapr-api-token', kit.appToken).expect(200);
    expect(answer.body).toMatchObject({ userId, version: 0, lines: [], subtotal: 0 });
  });
});
