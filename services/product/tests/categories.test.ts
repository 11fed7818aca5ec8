import type { TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lamp, openShop, type Shop } from './support.ts';

let shop: Shop;
let admin: TestUser;

beforeAll(async () => {
  shop = await openShop();
  admin = await shop.user('admin');
}, 60_000);
afterAll(() => shop?.stop());

const put = (slug: string, body: object, as = admin) =>
  shop.http.put(`/api/products/categories/${slug}`).set('authorization', as.authorization).send(body);
const remove = (slug: string, as = admin) =>
  shop.http.delete(`/api/products/categories/${slug}`).set('authorization', as.authorization);
const post = (product: object, as = shop.seller) =>
  shop.http.post('/api/products').set('authorization', as.authorization).send(product);
const patch = (productId: string, body: object) =>
  shop.http.patch(`/api/products/${productId}`).set('authorization', shop.seller.authorization).send(body);
const tree = async () => (await shop.http.get('/api/products/categories').expect(200)).body.items;
const node = async (path: string) => (await tree()).find((one: { path: string }) => one.path === path);
const color = { key: 'color', title: 'Colour', type: 'text', required: true, filterable: true };
const watts = { key: 'watts', title: 'Power', type: 'number', unit: 'W', filterable: true };
const missing = (key: string) => [{ field: `body.attributes.${key}`, message: 'is missing' }];

describe('the tree of categories', () => {
  test('shows what an admin has made beside what products name, with counts and the rules from above', async () => {
    await post({ ...lamp, category: 'Studio / Lamps' }).expect(201);
    await put('studio', { title: 'Studio', attributes: [color] }).expect(200);
    const { body } = await put('studio.lamps', { title: 'Lamps', attributes: [watts] }).expect(200);
    expect(body).toMatchObject({ slug: 'studio.lamps', path: 'Studio / Lamps', parent: 'studio' });
    await put('studio.rugs', { title: 'Rugs' }).expect(200);
    expect(await node('Studio')).toMatchObject({ slug: 'studio', count: 1, attributes: [{ key: 'color' }] });
    expect(await node('Studio / Lamps')).toMatchObject({
      slug: 'studio.lamps',
      parent: 'Studio',
      count: 1,
      attributes: [color, { ...watts, required: false }],
    });
    expect(await node('Studio / Rugs')).toMatchObject({ count: 0, attributes: [{ key: 'color' }] });
    await post(lamp).expect(201);
    expect(await node('Home / Lamps')).toEqual({ path: 'Home / Lamps', name: 'Lamps', parent: 'Home', count: 1 });
  });

  test('grows from the top, keeps what products say, and shrinks from the bottom', async () => {
    await put('garden.chairs', { title: 'Chairs' }).expect(409);
    await put('garden', { title: 'Garden' }).expect(200);
    await put('garden.chairs', { title: 'Chairs' }).expect(200);
    await put('garden.seats', { title: 'Chairs' }).expect(409);
    await put('garden', { title: 'Gardens' }).expect(409);
    await remove('garden').expect(409);
    await remove('garden.chairs').expect(204);
    await remove('garden').expect(204);
    await remove('garden').expect(404);
    const acts = await shop.running.audit.records.find({ subject: 'garden', actor: admin.userId }).lean();
    expect(acts.map(({ act }) => act)).toContain('category.deleted');
  });

  test('is an admin to keep', async () => {
    await put('mine', { title: 'Mine' }, shop.seller).expect(403);
    await remove('studio', shop.seller).expect(403);
    await shop.http.put('/api/products/categories/mine').send({ title: 'Mine' }).expect(401);
    for (const slug of ['Home', 'home..lamps', 'home.', 'a.b.c.d.e.f.g']) await put(slug, { title: 'x' }).expect(400);
    await put('mine', { title: 'A / B' }).expect(400);
    await put('mine', { title: 'Mine', attributes: [color, color] }).expect(400);
  });
});

describe('a product in a category with rules', () => {
  test('has to fit them when it is new, when it moves there, and when its attributes change', async () => {
    await put('bath', { title: 'Bath', attributes: [color, watts] }).expect(200);
    const inBath = { ...lamp, category: 'Bath / Mirrors', attributes: { color: 'white' } };
    const { productId } = (await post(inBath).expect(201)).body;
    expect((await post({ ...inBath, attributes: {} }).expect(400)).body.errors).toEqual(missing('color'));
    const wrong = await patch(productId, { attributes: { color: 'white', watts: 'few' } }).expect(400);
    expect(wrong.body.errors).toEqual([{ field: 'body.attributes.watts', message: 'must be a number such as 12.5' }]);
    expect((await patch(productId, { attributes: {} }).expect(400)).body.errors).toEqual(missing('color'));
    await patch(productId, { attributes: { color: 'red', watts: '7.5', mood: 'any' } }).expect(200);
    const free = (await post({ ...lamp, attributes: {} }).expect(201)).body.productId;
    expect((await patch(free, { category: 'Bath' }).expect(400)).body.errors).toEqual(missing('color'));
    await patch(free, { category: 'Bath', attributes: { color: 'blue' } }).expect(200);
  });

  test('that does not fit a newer rule stays as it is, can be changed, and is named in the list of its shop', async () => {
    const seller = await shop.user('seller');
    const { productId } = await shop.sell({ ...lamp, category: 'Attic', attributes: { room: 'any' } }, seller);
    await put('attic', { title: 'Attic', attributes: [color] }).expect(200);
    const own = async () =>
      (await shop.http.get('/api/products/mine').set('authorization', seller.authorization).expect(200)).body.items[0];
    expect((await own()).attributeProblems).toEqual([{ key: 'color', message: 'is missing' }]);
    const edit = (body: object) =>
      shop.http.patch(`/api/products/${productId}`).set('authorization', seller.authorization).send(body).expect(200);
    await edit({ title: 'Still here' });
    await edit({ attributes: { room: 'attic' } });
    await edit({ attributes: { room: 'attic', color: 'oak' } });
    expect(await own()).not.toHaveProperty('attributeProblems');
  });

  test('that a file brings is left out with what is wrong, like any other row', async () => {
    await put('cellar', { title: 'Cellar', attributes: [watts, { ...color, required: true }] }).expect(200);
    const seller = await shop.user('seller');
    const file = 'Handle,Title,Type,Variant Price\nrack,Rack,Cellar,10.00\nshelf,Shelf,Loft,10.00\n';
    const { body } = await shop.http
      .post('/api/products/import')
      .set('authorization', seller.authorization)
      .set('content-type', 'text/csv')
      .send(file)
      .expect(200);
    expect(body.products).toMatchObject({ created: 1, failed: 1 });
    expect(JSON.stringify(body)).toContain('color is missing');
  });
});
