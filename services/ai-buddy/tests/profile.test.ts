import {
  CartId,
  cartUpdated,
  LineId,
  marketplaceCurrency,
  newId,
  orderPaid,
  ProductId,
  productUpdated,
  userRegistered,
} from '@credenza/contracts';
import {
  askPrivacy,
  eventually,
  exportedBy,
  type Harness,
  startForTest,
  type TestUser,
  tracesOf,
} from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { product, type Told } from './samples.ts';
import { sale, tellAt } from './trade.ts';

let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startForTest(service);
});
afterAll(() => kit?.stop());

const profileOf = async (user: TestUser) => {
  const { body } = await kit.http.get('/api/assistant/profile').set('authorization', user.authorization).expect(200);
  return body;
};
const view = (user: TestUser, productId: string) =>
  kit.http.post('/api/assistant/profile/views').set('authorization', user.authorization).send({ productId });
const put = (user: TestUser, on: boolean) =>
  kit.http.put('/api/assistant/profile').set('authorization', user.authorization).send({ on });
const offered = async (about: Parameters<typeof product>[0]) => {
  const told = product(about);
  await tellAt(kit, productUpdated.of(told), { time: new Date() });
  return told;
};
const found = async (q: string, user?: TestUser) => {
  const asked = kit.http.get('/api/assistant/search').query({ q, source: 'product' });
  const { body } = await (user ? asked.set('authorization', user.authorization) : asked).expect(200);
  return body.items.map(({ ref }: any) => ref);
};

/** A cart with these products in it. */
function cart(user: TestUser, products: Told[], cause: 'added' | 'catalogue' = 'added') {
  const lines = products.map(({ productId, sellerId, sellerName, title, variants: [variant] }) => ({
    lineId: newId(LineId),
    variantId: variant?.variantId ?? '',
    productId,
    sellerId,
    sellerName,
    title,
    variantTitle: 'Oiled',
    quantity: 1,
    unitPrice: { amount: 100, currency: marketplaceCurrency },
    total: { amount: 100, currency: marketplaceCurrency },
    available: true,
  }));
  const about = {
    cartId: newId(CartId),
    userId: user.userId,
    version: 1,
    currency: marketplaceCurrency,
    subtotal: 100,
  };
  return cartUpdated.of({ ...about, lines, cause });
}

describe('a profile', () => {
  test('begins empty with the account', async () => {
    const user = await kit.user('buyer');
    const about = { userId: user.userId, email: 'ada@example.com', name: 'Ada', role: 'buyer' as const };
    await tellAt(kit, userRegistered.of(about), { time: new Date() });
    expect(await profileOf(user)).toEqual({ on: true, signals: 0, categories: [], priceBands: [], brands: [] });
  });

  test('fills with what somebody looks at, puts into the cart and buys, each once', async () => {
    const user = await kit.user('buyer');
    const [lamp, sofa] = [
      await offered({ category: 'lamps', price: 9_000, sellerName: 'Lumen' }),
      await offered({ category: 'sofas', price: 90_000, sellerName: 'Fjord' }),
    ];
    await view(user, lamp.productId).expect(204);
    await view(user, lamp.productId).expect(204);
    expect(await profileOf(user)).toMatchObject({ signals: 1, categories: [{ category: 'lamps', weight: 1 }] });
    const filled = cart(user, [sofa]);
    await tellAt(kit, filled, { time: new Date() });
    await tellAt(kit, filled, { time: new Date() });
    // What the catalogue does to a cart says nothing about its owner.
    await tellAt(kit, cart(user, [lamp], 'catalogue'), { time: new Date() });
    expect(await profileOf(user)).toMatchObject({ signals: 2 });
    const bought = orderPaid.of(sale(sofa, { buyerId: user.userId }));
    await tellAt(kit, bought, { time: new Date() });
    await tellAt(kit, bought, { time: new Date() });
    const profile = await profileOf(user);
    expect(profile).toMatchObject({ signals: 3 });
    expect(profile.categories.map(({ category }: any) => category)).toEqual(['sofas', 'lamps']);
    expect(profile.brands[0]).toMatchObject({ brand: 'Fjord' });
    expect(profile.priceBands[0].from).toBeLessThanOrEqual(90_000);
    expect(profile.priceBands[0].to).toBeGreaterThanOrEqual(90_000);
  });

  test('is somebody’s own', async () => {
    const [user, other] = [await kit.user('buyer'), await kit.user('buyer')];
    const lamp = await offered({ category: 'lamps' });
    await view(user, lamp.productId).expect(204);
    expect(await profileOf(other)).toMatchObject({ signals: 0 });
    await kit.http.get('/api/assistant/profile').expect(401);
    await kit.http.post('/api/assistant/profile/views').send({ productId: lamp.productId }).expect(401);
    await view(user, newId(ProductId)).expect(404);
  });

  test('switched off, it is neither filled nor used; erased, it is empty and stays as it is switched', async () => {
    const user = await kit.user('buyer');
    const lamp = await offered({ category: 'lamps' });
    await view(user, lamp.productId).expect(204);
    expect((await put(user, false).expect(200)).body).toMatchObject({ on: false, signals: 1 });
    const other = await offered({ category: 'sofas' });
    await view(user, other.productId).expect(204);
    await tellAt(kit, cart(user, [other]), { time: new Date() });
    expect(await profileOf(user)).toMatchObject({ on: false, signals: 1 });
    await kit.http.delete('/api/assistant/profile').set('authorization', user.authorization).expect(204);
    expect(await profileOf(user)).toMatchObject({ on: false, signals: 0 });
    await put(user, true).expect(200);
    await view(user, other.productId).expect(204);
    expect(await profileOf(user)).toMatchObject({ on: true, signals: 1 });
    await kit.http.put('/api/assistant/profile').set('authorization', user.authorization).send({ on: 1 }).expect(400);
  });
});

describe('a search', () => {
  test('puts what somebody likes further up, for them alone and only while they want it', async () => {
    const user = await kit.user('buyer');
    const words = { title: 'Quixotic stool', description: 'A quixotic stool.' };
    const plain = await Promise.all(
      Array.from({ length: 3 }, () =>
        offered({ ...words, category: 'stools/bar', price: 80_000, sellerName: 'Steel' }),
      ),
    );
    const liked = await offered({
      title: 'Quixotic stool low',
      description: 'A quixotic stool, low.',
      category: 'stools/milking',
      price: 4_000,
      sellerName: 'Alm',
    });
    const before = await found('quixotic stool');
    expect(before).toContain(liked.productId);
    expect(plain.map(({ productId }) => productId)).toContain(before[0]);
    for (let at = 0; at < 3; at += 1) {
      const other = await offered({ category: 'stools/milking', price: 4_200, sellerName: 'Alm', title: `Pail ${at}` });
      await tellAt(kit, orderPaid.of(sale(other, { buyerId: user.userId })), { time: new Date() });
    }
    const place = async (who?: TestUser) => (await found('quixotic stool', who)).indexOf(liked.productId);
    expect(await place(user)).toBeLessThan(await place());
    await put(user, false).expect(200);
    expect(await place(user)).toBe(await place());
  });
});

describe('what is known about a person', () => {
  const known = async (user: TestUser) => {
    const records = [];
    for await (const record of service.personal && 'export' in service.personal
      ? service.personal.export({ userId: user.userId }, kit.running.context)
      : [])
      records.push(record);
    return records.filter(([name]) => name === 'profile');
  };

  test('is given out and forgotten with the rest', async () => {
    const user = await kit.user('buyer');
    const lamp = await offered({ category: 'lamps' });
    expect(await known(user)).toEqual([]);
    await view(user, lamp.productId).expect(204);
    expect(await known(user)).toEqual([
      ['profile', expect.objectContaining({ on: true, signals: [expect.any(Object)] })],
    ]);
    if (!('erase' in service.personal)) throw new Error('The service forgets nobody.');
    const subject = { userId: user.userId };
    expect(await service.personal.erase(subject, kit.running.context)).toBe(1);
    expect(await service.personal.erase(subject, kit.running.context)).toBe(0);
    expect(await known(user)).toEqual([]);
  });
});

describe('what is known of somebody’s taste', () => {
  test('is given out, forgotten with the account, and not learned again from what comes late', async () => {
    const ada = await kit.user('buyer');
    const lamp = await offered({ title: 'Wisteria lamp', category: 'lighting' });
    await view(ada, lamp.productId).expect(204);
    await tellAt(kit, orderPaid.of(sale(lamp, { buyerId: ada.userId })), { time: new Date() });
    const { requestId } = await askPrivacy(kit, 'export', { userId: ada.userId });
    expect(JSON.stringify(await exportedBy(kit, requestId))).toContain('lighting');
    await askPrivacy(kit, 'erasure', { userId: ada.userId });
    expect(await tracesOf(kit, [ada.userId])).toEqual(expect.not.arrayContaining([`${ada.userId}: profiles`]));
    await tellAt(kit, orderPaid.of(sale(lamp, { buyerId: ada.userId })), { time: new Date() });
    await eventually(async () => !(await tracesOf(kit, [ada.userId])).some((trace) => trace.endsWith(': profiles')));
  });
});
