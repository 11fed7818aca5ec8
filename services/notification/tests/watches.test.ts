import { newId, ProductId, productUpdated, UserId, VariantId } from '@credenza/contracts';
import { eventually, type Harness, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { alertsBetween, type WatchedProduct, watchedProduct } from '../src/product.ts';
import { type Watch, watchIdOf } from '../src/watch.ts';
import { addressOf, type MailServer, startMailServer } from './mail-server.ts';
import { registration } from './samples.ts';
import { startNotification } from './start.ts';

let kit: Harness<Context>;
let post: MailServer;
let ahead = 0;

beforeAll(async () => {
  post = await startMailServer();
  kit = await startNotification({ SMTP_URL: post.url }, () => new Date(Date.now() + ahead));
});
afterAll(async () => {
  await kit?.stop();
  await post?.stop();
});

const path = '/api/notifications/watches';
type Data = Parameters<typeof productUpdated.of>[0];

/** A product with one variant, and its events. */
function aProduct(title = 'Oak shelf') {
  const [productId, variantId] = [newId(ProductId), newId(VariantId)];
  const event = (amount: number, available: number, differences: Partial<Data> = {}) =>
    productUpdated.of({
      productId,
      sellerId: newId(UserId),
      sellerName: 'Oak & Ash',
      status: 'active',
      changes: ['price'],
      handle: 'oak-shelf',
      title,
      description: '',
      tags: [],
      variants: [{ variantId, title: '80 cm', price: { amount, currency: 'EUR' }, available }],
      ...differences,
    });
  const is = async (version: number, amount: number, available: number, differences: Partial<Data> = {}) => {
    const { status } = await kit.deliver(event(amount, available, differences), { version });
    expect(status).toBe('SUCCESS');
    await told(productId);
  };
  return { productId, variantId, event, is };
}
/** Waits until every watcher of a product has been told. */
const told = (productId: ProductId) =>
  eventually(async () => {
    const product = await kit.running.db
      .collection<{ _id: string; alerts: [] }>('products')
      .findOne({ _id: productId });
    return product?.alerts.length === 0;
  }, 120_000);

async function buyer(): Promise<TestUser> {
  const user = await kit.user('buyer');
  await kit.deliver(registration(user.userId));
  return user;
}
const watch = (user: TestUser, body: object) => kit.http.post(path).set('authorization', user.authorization).send(body);
async function bellOf(user: TestUser): Promise<string[]> {
  const { body } = await kit.http.get('/api/notifications').set('authorization', user.authorization).expect(200);
  return body.items.map((item: { body: string }) => item.body).toReversed();
}
const listOf = async (user: TestUser, query = '') =>
  (await kit.http.get(`${path}${query}`).set('authorization', user.authorization).expect(200)).body;

describe('a watcher', () => {
  test('of any price drop hears of each one once, and of no rise', async () => {
    const [user, shelf] = [await buyer(), aProduct()];
    await shelf.is(1, 9_000, 3);
    await watch(user, { variantId: shelf.variantId, priceDrop: {} }).expect(201);
    await shelf.is(2, 8_000, 3);
    await shelf.is(3, 8_500, 3);
    await shelf.is(4, 8_500, 0);
    await shelf.is(5, 8_400, 2);
    await shelf.is(5, 8_400, 2); // the same event once more
    expect(await bellOf(user)).toEqual([
      'Oak shelf, 80 cm now costs €80.00 instead of €90.00.',
      'Oak shelf, 80 cm now costs €84.00 instead of €85.00.',
    ]);
  });

  test('of a price hears when it falls to that, and again only after it was above', async () => {
    const [user, shelf] = [await buyer(), aProduct()];
    await shelf.is(1, 9_000, 3);
    await watch(user, { variantId: shelf.variantId, priceDrop: { atMost: 8_000 } }).expect(201);
    const prices = [8_500, 8_000, 7_500, 8_100, 7_900];
    for (const [index, price] of prices.entries()) await shelf.is(2 + index, price, 3);
    expect(await bellOf(user)).toEqual([
      'Oak shelf, 80 cm now costs €80.00 instead of €85.00.',
      'Oak shelf, 80 cm now costs €79.00 instead of €81.00.',
    ]);
  });

  test('of stock hears when it is back, and again only after it was gone', async () => {
    const [user, shelf] = [await buyer(), aProduct()];
    await shelf.is(1, 9_000, 0);
    await watch(user, { variantId: shelf.variantId, backInStock: true }).expect(201);
    for (const [index, available] of [3, 2, 0, 1].entries()) await shelf.is(2 + index, 9_000, available);
    const back = 'Oak shelf, 80 cm can be bought again.';
    expect(await bellOf(user)).toEqual([back, back]);
  });

  test('of something that its shop takes off sale hears nothing until it can be bought', async () => {
    const [user, shelf] = [await buyer(), aProduct()];
    await shelf.is(1, 9_000, 3);
    await watch(user, { variantId: shelf.variantId, priceDrop: {}, backInStock: true }).expect(201);
    await shelf.is(2, 8_000, 3, { status: 'archived' });
    await shelf.is(3, 7_000, 3, { shopOpen: false });
    expect(await bellOf(user)).toEqual([]);
    await shelf.is(4, 7_000, 3);
    expect((await bellOf(user)).sort()).toEqual([
      'Oak shelf, 80 cm can be bought again.',
      'Oak shelf, 80 cm now costs €70.00 instead of €90.00.',
    ]);
  });

  test('hears nothing wrong when events come late or out of order', async () => {
    const [user, shelf] = [await buyer(), aProduct()];
    await shelf.is(4, 9_000, 3);
    await watch(user, { variantId: shelf.variantId, priceDrop: {}, backInStock: true }).expect(201);
    await shelf.is(3, 5_000, 0);
    await shelf.is(7, 9_500, 3);
    await shelf.is(5, 8_000, 0);
    await shelf.is(6, 7_000, 3);
    expect(await bellOf(user)).toEqual([]);
    await shelf.is(9, 9_400, 3);
    await shelf.is(8, 9_000, 3);
    expect(await bellOf(user)).toEqual(['Oak shelf, 80 cm now costs €94.00 instead of €95.00.']);
  });

  test('hears nothing of what happened before they watched', async () => {
    const [early, late, shelf] = [await buyer(), await buyer(), aProduct()];
    await shelf.is(1, 9_000, 3);
    await watch(early, { variantId: shelf.variantId, priceDrop: {} }).expect(201);
    await shelf.is(2, 8_000, 3);
    await watch(late, { variantId: shelf.variantId, priceDrop: {} }).expect(201);
    // As if the process had died before it could tell anybody.
    const alert = { ...alertOf(shelf, 2), at: new Date() };
    await kit.running.db
      .collection<{ _id: string }>('products')
      .updateOne({ _id: shelf.productId }, { $set: { alerts: [alert], alertsAt: new Date(0) } });
    await told(shelf.productId);
    expect(await bellOf(early)).toHaveLength(1);
    expect(await bellOf(late)).toEqual([]);
  });

  test('gets 50 alerts of an hour in one mail', async () => {
    const user = await buyer();
    const products = Array.from({ length: 50 }, (_, index) => aProduct(`Shelf no. ${index}`));
    for (const product of products) {
      await product.is(1, 9_000, 3);
      await watch(user, { variantId: product.variantId, priceDrop: {} }).expect(201);
    }
    for (const product of products) await product.is(2, 8_000, 3);
    expect(post.mails.filter((mail) => addressOf(mail) === `${user.userId}@example.com`)).toHaveLength(1);
    ahead += 3_600_000;
    const mail = await post.mailTo(`${user.userId}@example.com`, '50 news for you');
    for (const index of products.keys()) expect(mail.text).toContain(`Shelf no. ${index}, 80 cm now costs`);
    expect(mail.text).toContain('http://localhost:4000/products/oak-shelf');
    expect(post.mails.filter((one) => addressOf(one) === `${user.userId}@example.com`)).toHaveLength(2);
  });
});

/** The alert of a price drop from 9,000 to 8,000, as the service keeps it. */
function alertOf(shelf: ReturnType<typeof aProduct>, version: number) {
  const at = (amount: number, of: number): WatchedProduct =>
    watchedProduct({ ...shelf.event(amount, 3), aggregateversion: of } as never);
  const [alert] = alertsBetween(at(9_000, version - 1), at(8_000, version), new Date());
  if (!alert) throw new Error('there is no alert');
  return alert;
}

describe('a product with many watchers', () => {
  const crowd = (shelf: ReturnType<typeof aProduct>, size: number): Watch[] =>
    Array.from({ length: size }, () => {
      const userId = newId(UserId);
      const watchId = watchIdOf(userId, shelf.variantId);
      const { productId, variantId } = shelf;
      return {
        watchId,
        userId,
        productId,
        variantId,
        priceDrop: {},
        backInStock: false,
        since: 1,
        createdAt: new Date(),
      };
    });
  async function watching(shelf: ReturnType<typeof aProduct>, size: number): Promise<UserId[]> {
    const watches = crowd(shelf, size);
    const documents = watches.map(({ watchId, ...rest }) => ({ _id: watchId, ...rest }));
    await kit.running.db.collection<{ _id: string }>('watches').insertMany(documents);
    const recipients = watches.map(({ userId: _id }) => ({
      _id,
      email: `${_id}@example.com`,
      name: 'A',
      role: 'buyer',
    }));
    await kit.running.db.collection<{ _id: string }>('recipients').insertMany(recipients);
    return watches.map(({ userId }) => userId);
  }
  const countOf = (users: UserId[]) =>
    kit.running.db.collection('notifications').countDocuments({ userId: { $in: users } });

  test('does not keep other events waiting, and every watcher hears it once', async () => {
    const [shelf, user] = [aProduct(), await buyer()];
    await shelf.is(1, 9_000, 3);
    const users = await watching(shelf, 2_000);
    await kit.deliver(shelf.event(8_000, 3), { version: 2 });
    const other = aProduct('Lamp');
    await kit.deliver(other.event(9_000, 3), { version: 1 });
    await watch(user, { variantId: other.variantId, priceDrop: {} }).expect(201);
    await told(shelf.productId);
    expect(await countOf(users)).toBe(2_000);
    const digests = kit.running.db.collection('digests');
    expect(await digests.countDocuments({ userId: { $in: users }, items: { $size: 1 } })).toBe(2_000);
  }, 180_000);

  test('tells each one once when a process dies in the middle, wherever', async () => {
    const shelf = aProduct();
    await shelf.is(1, 9_000, 3);
    const users = await watching(shelf, 450);
    await shelf.is(2, 8_000, 3);
    const sorted = users.map((userId) => watchIdOf(userId, shelf.variantId)).sort();
    const products = kit.running.db.collection<{ _id: string }>('products');
    for (const after of [undefined, sorted[199], sorted[399]]) {
      const alert = { ...alertOf(shelf, 2), ...(after && { after }) };
      await products.updateOne({ _id: shelf.productId }, { $set: { alerts: [alert], alertsAt: new Date(0) } });
      await told(shelf.productId);
    }
    expect(await countOf(users)).toBe(450);
    const digests = kit.running.db.collection('digests');
    expect(await digests.countDocuments({ userId: { $in: users }, items: { $size: 1 } })).toBe(450);
  }, 120_000);
});

describe('watching', () => {
  test('is once per variant: asking again replaces what is waited for', async () => {
    const [user, shelf] = [await buyer(), aProduct()];
    await shelf.is(1, 9_000, 3);
    const first = await watch(user, { variantId: shelf.variantId, priceDrop: { atMost: 100 } }).expect(201);
    const second = await watch(user, { variantId: shelf.variantId, backInStock: true }).expect(201);
    expect(second.body.watchId).toBe(first.body.watchId);
    const { items } = await listOf(user);
    expect(items).toEqual([second.body]);
    expect(items[0]).toMatchObject({
      title: 'Oak shelf',
      variantTitle: '80 cm',
      price: { amount: 9_000, currency: 'EUR' },
      backInStock: true,
    });
    expect(items[0]).not.toHaveProperty('priceDrop');
  });

  test('is listed in pages, and can be ended by its owner alone', async () => {
    const [user, stranger] = [await buyer(), await buyer()];
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const product = aProduct();
      await product.is(1, 9_000, 3);
      ids.push((await watch(user, { variantId: product.variantId, priceDrop: {} }).expect(201)).body.watchId);
    }
    const first = await listOf(user, '?limit=3');
    const second = await listOf(user, `?limit=3&cursor=${first.nextCursor}`);
    const seen = [...first.items, ...second.items].map(({ watchId }) => watchId);
    expect(seen.sort()).toEqual(ids.sort());
    const end = (who: TestUser) => kit.http.delete(`${path}/${ids[0]}`).set('authorization', who.authorization);
    await end(stranger).expect(404);
    await end(user).expect(204);
    await end(user).expect(404);
    expect((await listOf(user)).items).toHaveLength(4);
    expect((await listOf(stranger)).items).toEqual([]);
  });

  test('ends with the product', async () => {
    const [user, shelf] = [await buyer(), aProduct()];
    await shelf.is(1, 9_000, 3);
    await watch(user, { variantId: shelf.variantId, priceDrop: {} }).expect(201);
    await shelf.is(2, 9_000, 0, { status: 'deleted', changes: ['deleted'] });
    expect((await listOf(user)).items).toEqual([]);
    await watch(user, { variantId: shelf.variantId, priceDrop: {} }).expect(404);
    await shelf.is(1, 9_000, 3); // late
    await watch(user, { variantId: shelf.variantId, priceDrop: {} }).expect(404);
  });

  test('what is impossible is refused', async () => {
    const [user, shelf] = [await buyer(), aProduct()];
    await shelf.is(1, 9_000, 3);
    const { variantId } = shelf;
    await watch(user, { variantId }).expect(400);
    await watch(user, { variantId, priceDrop: { atMost: -1 } }).expect(400);
    await watch(user, { variantId, priceDrop: { atMost: 1.5 } }).expect(400);
    await watch(user, { variantId, priceDrop: {}, userId: newId(UserId) }).expect(400);
    await watch(user, { variantId: newId(VariantId), priceDrop: {} }).expect(404);
    await watch(user, { variantId, priceDrop: { atMost: 9_000 } }).expect(409);
    await kit.http.post(path).send({ variantId, priceDrop: {} }).expect(401);
    await watch(await kit.user('seller'), { variantId, priceDrop: {} }).expect(403);
    const many = Array.from({ length: 200 }, () => ({
      _id: newId(ProductId),
      userId: user.userId,
      createdAt: new Date(),
    }));
    await kit.running.db.collection<{ _id: string }>('watches').insertMany(many);
    await watch(user, { variantId, priceDrop: {} }).expect(409);
  });
});
