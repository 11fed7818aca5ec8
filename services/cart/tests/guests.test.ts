import type { Offer } from '@credenza/contracts';
import { type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addPieces } from '../src/change-lines.ts';
import type { Context } from '../src/context.ts';
import { GuestTokens, guestCartId } from '../src/guest-token.ts';
import { service } from '../src/service.ts';
import { anOffer, env, productEvent } from './samples.ts';

let kit: Harness<Context>;
let ctx: Context;
beforeAll(async () => {
  kit = await startForTest(service, { env });
  ctx = kit.running.context;
});
afterAll(() => kit?.stop());

const storedCarts = () => kit.running.db.collection<{ _id: string }>('carts');

/** A guest whose cart holds some pieces. */
async function aGuestWith(offer: Offer, quantity = 1): Promise<string> {
  return (await ctx.carts.changeOfGuest(undefined, (cart) => addPieces(cart, { offer, quantity }))).token;
}
const forged = () => new GuestTokens('a secret that somebody made up').fresh();
const asGuest = (token: string) => kit.http.get('/api/cart').set('cookie', `guest_cart=${token}`);
const merge = (authorization: string, token?: string) => {
  const request = kit.http.post('/api/cart/merge').set('authorization', authorization);
  return token === undefined ? request : request.set('cookie', `other=1; guest_cart=${token}`);
};
const quantities = (body: { lines: { variantId: string; quantity: number }[] }) =>
  body.lines.map(({ variantId, quantity }) => [variantId, quantity]);

describe("a guest's cart", () => {
  test('opens with its token as a cookie or a header, and with nothing else', async () => {
    const offer = anOffer();
    const token = await aGuestWith(offer, 2);
    const byCookie = await asGuest(token).expect(200);
    expect(quantities(byCookie.body)).toEqual([[offer.variantId, 2]]);
    expect(byCookie.body).not.toHaveProperty('userId');
    const byHeader = await kit.http.get('/api/cart').set('x-guest-cart', token).expect(200);
    expect(byHeader.body).toEqual(byCookie.body);
    const other = ctx.guestTokens.fresh();
    const mixed = `${token.slice(0, 43)}${other.slice(43)}`;
    const { cartId } = byCookie.body;
    for (const wrong of [
      other,
      forged(),
      mixed,
      cartId,
      token.slice(0, -1),
      `${token}x`,
      token.slice(0, 43),
      '$ne',
      '',
    ]) {
      expect((await asGuest(wrong).expect(200)).body).toMatchObject({ version: 0, lines: [] });
    }
  });

  test('is not there until something is in it: looking leaves nothing behind but a token with its final id', async () => {
    const before = await storedCarts().countDocuments();
    const answer = await kit.http.get('/api/cart').expect(200);
    const token = String(answer.headers['x-guest-cart']);
    const cartId = guestCartId(token);
    expect(answer.body).toEqual({ cartId, version: 0, currency: 'EUR', lines: [], subtotal: 0 });
    expect(answer.headers).toMatchObject({ etag: '"0"', 'cache-control': 'no-store' });
    expect(answer.headers['set-cookie']).toEqual([
      `guest_cart=${token}; Path=/api/cart; Max-Age=2592000; HttpOnly; SameSite=Lax`,
    ]);
    const again = await asGuest(token).expect(200);
    expect(again.body.cartId).toBe(cartId);
    expect(again.headers['set-cookie']).toBeUndefined();
    const cleared = await kit.http.delete('/api/cart').set('x-guest-cart', token).expect(200);
    expect([cleared.body.cartId, cleared.body.version]).toEqual([cartId, 0]);
    expect(await storedCarts().countDocuments()).toBe(before);
  });

  test('is one for all tabs that have looked, from the very first changes on, however many come at once', async () => {
    const offer = anOffer({ available: 50 });
    const token = String((await kit.http.get('/api/cart')).headers['x-guest-cart']);
    const added = await Promise.all(
      Array.from({ length: 20 }, () =>
        ctx.carts.changeOfGuest(token, (cart) => addPieces(cart, { offer, quantity: 1 })),
      ),
    );
    expect(new Set(added.map((one) => one.token))).toEqual(new Set([token]));
    expect(quantities((await asGuest(token)).body)).toEqual([[offer.variantId, 20]]);
  });

  test('is stored under a hash: the database does not know the token', async () => {
    const token = await aGuestWith(anOffer());
    const stored = await storedCarts().find({}).toArray();
    expect(JSON.stringify(stored)).toContain(guestCartId(token));
    expect(JSON.stringify(stored)).not.toContain(token);
  });

  test('every change gives the browser a cookie of its own kind and 30 days more', async () => {
    const token = await aGuestWith(anOffer(), 3);
    const before = await ctx.carts.ofGuest(token);
    const answer = await kit.http
      .patch(`/api/cart/lines/${before?.lines[0]?.lineId}`)
      .set('cookie', `guest_cart=${token}`)
      .send({ quantity: 2 })
      .expect(200);
    expect(answer.headers['set-cookie']).toEqual([
      `guest_cart=${token}; Path=/api/cart; Max-Age=2592000; HttpOnly; SameSite=Lax`,
    ]);
    expect(answer.headers['x-guest-cart']).toBe(token);
    const after = await ctx.carts.ofGuest(token);
    expect(Number(after?.expiresAt)).toBeGreaterThan(Number(before?.expiresAt));
    expect(Number(after?.expiresAt) - Date.now()).toBeGreaterThan(29.9 * 24 * 3_600_000);
  });

  test('is forgotten by the database when its time is over', async () => {
    const indexes = await storedCarts().indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
    const { userId } = await kit.user('buyer');
    const offer = anOffer();
    const mine = await ctx.carts.changeOfUser(userId, (cart) => addPieces(cart, { offer, quantity: 1 }));
    expect(mine.expiresAt).toBeUndefined();
  });

  test('never opens with a token that somebody else made up: whoever shows one gets a token of ours', async () => {
    const planted = forged();
    const { headers, body } = await kit.http.get('/api/cart').set('cookie', `guest_cart=${planted}`).expect(200);
    expect(headers['x-guest-cart']).not.toBe(planted);
    expect(body.cartId).not.toBe(guestCartId(planted));
    const cleared = await kit.http.delete('/api/cart').set('x-guest-cart', planted).expect(200);
    expect(cleared.headers['x-guest-cart']).not.toBe(planted);
  });

  test("another guest's line cannot be reached", async () => {
    const [mine, theirs] = [await aGuestWith(anOffer()), await aGuestWith(anOffer())];
    const lineId = (await asGuest(theirs)).body.lines[0].lineId;
    await kit.http.delete(`/api/cart/lines/${lineId}`).set('cookie', `guest_cart=${mine}`).expect(404);
    await kit.http.patch(`/api/cart/lines/${lineId}`).set('x-guest-cart', mine).send({ quantity: 1 }).expect(404);
    await kit.http.delete(`/api/cart/lines/${lineId}`).expect(404);
    expect((await asGuest(theirs)).body.lines).toHaveLength(1);
  });
});

describe('signing in', () => {
  test("adds the guest's pieces to one's own, forgets the guest's cart and the cookie", async () => {
    const [lamp, chair] = [anOffer(), anOffer()];
    const buyer = await kit.user('buyer');
    await ctx.carts.changeOfUser(buyer.userId, (cart) => addPieces(cart, { offer: lamp, quantity: 2 }));
    const token = await aGuestWith(lamp, 3);
    await ctx.carts.changeOfGuest(token, (cart) => addPieces(cart, { offer: chair, quantity: 1 }));
    const answer = await merge(buyer.authorization, token).expect(200);
    expect(quantities(answer.body)).toEqual([
      [lamp.variantId, 5],
      [chair.variantId, 1],
    ]);
    expect(answer.headers.etag).toBe('"2"');
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^guest_cart=; Path=\/api\/cart; Max-Age=0/);
    expect((await asGuest(token)).body.lines).toEqual([]);
    const event = await kit.published(
      'cart.updated',
      (one) => one.subject === answer.body.cartId && one.aggregateversion === 2,
    );
    expect(event.data).toMatchObject({ cause: 'merged' });
  });

  test('at the first request of any kind does the same', async () => {
    const lamp = anOffer();
    const buyer = await kit.user('buyer');
    const token = await aGuestWith(lamp, 3);
    const answer = await kit.http
      .get('/api/cart')
      .set('authorization', buyer.authorization)
      .set('x-guest-cart', token)
      .expect(200);
    expect(quantities(answer.body)).toEqual([[lamp.variantId, 3]]);
    expect(answer.body.userId).toBe(buyer.userId);
  });

  test('twenty requests at once that carry the same guest cart count it once', async () => {
    const lamp = anOffer();
    const buyer = await kit.user('buyer');
    await ctx.carts.changeOfUser(buyer.userId, (cart) => addPieces(cart, { offer: lamp, quantity: 1 }));
    const token = await aGuestWith(lamp, 4);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2
          ? merge(buyer.authorization, token)
          : kit.http.get('/api/cart').set('authorization', buyer.authorization).set('cookie', `guest_cart=${token}`),
      ),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(quantities((await merge(buyer.authorization)).body)).toEqual([[lamp.variantId, 5]]);
  });

  test('of two people who carry the same guest cart at once, one gets it', async () => {
    const token = await aGuestWith(anOffer(), 4);
    const buyers = await Promise.all(Array.from({ length: 6 }, () => kit.user('buyer')));
    const answers = await Promise.all(buyers.map(({ authorization }) => merge(authorization, token)));
    expect(answers.filter(({ body }) => body.lines.length === 1)).toHaveLength(1);
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  });

  test('goes on where a crash stopped it: closed but not taken in, or taken in but not removed', async () => {
    const lamp = anOffer();
    const buyer = await kit.user('buyer');
    const token = await aGuestWith(lamp, 4);
    const guest = { _id: guestCartId(token) };
    const carts = storedCarts();
    await carts.updateOne(guest, { $set: { takenOver: { id: 'crashed', by: buyer.userId } }, $inc: { version: 1 } });
    const closed = await carts.findOne(guest);
    expect(quantities((await merge(buyer.authorization, token)).body)).toEqual([[lamp.variantId, 4]]);
    if (!closed) throw new Error('no guest cart');
    await carts.insertOne(closed);
    expect(quantities((await merge(buyer.authorization, token)).body)).toEqual([[lamp.variantId, 4]]);
    expect(await carts.countDocuments(guest)).toBe(0);
  });

  test('pieces that a guest adds while somebody takes the cart over are never lost', async () => {
    const lamp = anOffer({ available: 999 });
    const takeOver = async () => {
      const buyer = await kit.user('buyer');
      const token = await aGuestWith(lamp, 1);
      const adds = Array.from({ length: 12 }, () =>
        ctx.carts.changeOfGuest(token, (cart) => addPieces(cart, { offer: lamp, quantity: 1 })),
      );
      const [added] = await Promise.all([Promise.all(adds), merge(buyer.authorization, token)]);
      for (const one of new Set(added.map((each) => each.token))) await merge(buyer.authorization, one);
      return quantities((await merge(buyer.authorization)).body);
    };
    const carts = await Promise.all(Array.from({ length: 8 }, takeOver));
    expect(carts).toEqual(Array(8).fill([[lamp.variantId, 13]]));
  });

  test('takes in as well what the guest puts in afterwards with the same token', async () => {
    const [lamp, chair] = [anOffer(), anOffer()];
    const buyer = await kit.user('buyer');
    const token = await aGuestWith(lamp, 4);
    await merge(buyer.authorization, token);
    await ctx.carts.changeOfGuest(token, (cart) => addPieces(cart, { offer: chair, quantity: 1 }));
    expect((await asGuest(token)).body.lines).toHaveLength(1);
    expect(quantities((await merge(buyer.authorization, token)).body)).toEqual([
      [lamp.variantId, 4],
      [chair.variantId, 1],
    ]);
  });

  test("never opens the user's own cart to the guest's token", async () => {
    const buyer = await kit.user('buyer');
    const token = await aGuestWith(anOffer(), 4);
    const { body } = await merge(buyer.authorization, token);
    const guest = await asGuest(token).expect(200);
    expect([guest.body.lines, guest.body.version]).toEqual([[], 0]);
    expect(guest.body.cartId).not.toBe(body.cartId);
  });

  test("brings the guest's lines up to date with what happened on their way", async () => {
    const lamp = anOffer();
    const buyer = await kit.user('buyer');
    await kit.deliver(productEvent(lamp, { available: 0 }), { version: 2 });
    const token = await aGuestWith(lamp, 1);
    const answer = await merge(buyer.authorization, token).expect(200);
    expect(answer.body.lines[0]).toMatchObject({ available: false, notice: 'out-of-stock' });
  });

  test('without a guest cart, or with a stale cookie, is no trouble', async () => {
    const buyer = await kit.user('buyer');
    expect((await merge(buyer.authorization).expect(200)).body).toMatchObject({ version: 0, lines: [] });
    const answer = await merge(buyer.authorization, 'stale').expect(200);
    expect(answer.headers['set-cookie']?.[0]).toContain('Max-Age=0');
  });

  test('is needed for merging', async () => {
    await kit.http.post('/api/cart/merge').set('x-guest-cart', ctx.guestTokens.fresh()).expect(401);
  });
});

describe('a shop that is reached over TLS', () => {
  let secure: Harness<Context>;
  beforeAll(async () => {
    secure = await startForTest(service, { env: { ...env, PUBLIC_URL: 'https://shop.example' } });
  });
  afterAll(() => secure?.stop());

  test("keeps a guest's token in a cookie that browsers take from this very host alone, and looks at no other", async () => {
    const answer = await secure.http.get('/api/cart').expect(200);
    const token = String(answer.headers['x-guest-cart']);
    expect(answer.headers['set-cookie']).toEqual([
      `__Host-guest_cart=${token}; Path=/; Secure; Max-Age=2592000; HttpOnly; SameSite=Lax`,
    ]);
    const planted = secure.running.context.guestTokens.fresh();
    const cookie = `guest_cart=${planted}; __Host-guest_cart=${token}`;
    expect((await secure.http.get('/api/cart').set('cookie', cookie)).body.cartId).toBe(guestCartId(token));
    const only = await secure.http.get('/api/cart').set('cookie', `guest_cart=${planted}`);
    expect(only.body.cartId).not.toBe(guestCartId(planted));
  });
});
