import { newId, PromotionId } from '@credenza/contracts';
import { type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { env } from './samples.ts';

let kit: Harness<Context>;
let [seller, other, admin]: TestUser[] = [];
beforeAll(async () => {
  kit = await startForTest(service, { env });
  [seller, other, admin] = await Promise.all([kit.user('seller'), kit.user('seller'), kit.user('admin')]);
});
afterAll(() => kit?.stop());

const path = '/api/cart/promotions';
let keys = 0;
const ask = (who: TestUser | undefined, method: 'get' | 'post' | 'patch', at = '') =>
  kit.http[method](`${path}${at}`)
    .set('authorization', who?.authorization ?? '')
    .set('idempotency-key', `key-${++keys}`);
const sale = { title: 'Spring sale', benefit: { kind: 'percentage', basisPoints: 1_000 } };
const made = async (who: TestUser | undefined, differences = {}) =>
  (
    await ask(who, 'post')
      .send({ ...sale, ...differences })
      .expect(201)
  ).body;
const audited = async (subject: string) =>
  (await kit.running.audit.records.find({ subject }).sort({ _id: 1 }).lean()).map(({ act, actor }) => [act, actor]);

describe('a promotion', () => {
  test('of a shop is paid by it, one of an admin by the marketplace; both are on from now', async () => {
    expect(await made(seller)).toMatchObject({ ...sale, sellerId: seller?.userId, paidBy: 'shop', state: 'on' });
    const market = await made(admin, { code: 'hello-5' });
    expect(market).toMatchObject({ paidBy: 'marketplace', code: 'HELLO-5', combinable: true });
    expect(market).not.toHaveProperty('sellerId');
  });

  test('of the same code there is one, in whatever letters and of whomever', async () => {
    await made(seller, { code: 'ONLY-ONE' });
    const { body } = await ask(other, 'post')
      .send({ ...sale, code: 'only-one' })
      .expect(409);
    expect(body.detail).toMatch(/such a coupon already/);
    const answers = await Promise.all(
      [seller, other, admin].map((who) => ask(who, 'post').send({ ...sale, code: 'RACE' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  test.each([
    [{ benefit: { kind: 'percentage', basisPoints: 10_001 } }],
    [{ benefit: { kind: 'amount', amount: 0 } }],
    [{ benefit: { kind: 'gift' } }],
    [{ code: 'a b' }],
    [{ totalLimit: 0 }],
    [{ totalLimit: 10_001 }],
    [{ categories: [] }],
    [{ startsAt: 'tomorrow' }],
    [{ startsAt: '2030-01-02T00:00:00Z', endsAt: '2030-01-01T00:00:00Z' }],
    [{ endsAt: '2020-01-01T00:00:00Z' }],
    [{ sellerId: 'usr_01j9zq6v8xe3tbd5wqmg8d2r4c' }],
  ])('that makes no sense is refused: %j', async (wrong) => {
    const { body } = await ask(seller, 'post')
      .send({ ...sale, ...wrong })
      .expect(400);
    expect(body.errors.length).toBeGreaterThan(0);
  });

  test('changes its name, end and limits, but not what it gives; each change and its maker are recorded', async () => {
    const { promotionId } = await made(seller, { totalLimit: 5, endsAt: '2090-01-01T00:00:00Z' });
    const change = (body: object, version: string) =>
      ask(seller, 'patch', `/${promotionId}`).set('if-match', version).send(body);
    const changed = await change({ title: 'Sale', totalLimit: 9, endsAt: null }, '"1"').expect(200);
    expect(changed.body).toMatchObject({ title: 'Sale', totalLimit: 9, used: 0, version: 2 });
    expect(changed.body).not.toHaveProperty('endsAt');
    await change({ title: 'Late' }, '"1"').expect(412);
    await change({ benefit: { kind: 'amount', amount: 9 } }, '"2"').expect(400);
    await change({ endsAt: '2020-01-01T00:00:00Z' }, '"2"').expect(400);
    await ask(seller, 'patch', `/${promotionId}`).send({}).expect(428);
    expect((await change({ totalLimit: null }, '"2"').expect(200)).body).not.toHaveProperty('totalLimit');
    expect(await audited(promotionId)).toEqual([
      ['promotion.created', seller?.userId],
      ['promotion.changed', seller?.userId],
      ['promotion.changed', seller?.userId],
    ]);
  });

  test('is ended once, and stays to be looked at', async () => {
    const { promotionId } = await made(seller);
    const ended = await ask(seller, 'post', `/${promotionId}/end`).expect(200);
    expect(ended.body).toMatchObject({ state: 'ended', version: 2 });
    expect((await ask(seller, 'post', `/${promotionId}/end`).expect(200)).body.version).toBe(2);
    await ask(seller, 'patch', `/${promotionId}`).set('if-match', '"2"').send({ title: 'Again' }).expect(409);
    expect((await ask(seller, 'get', `/${promotionId}`).expect(200)).body.state).toBe('ended');
    expect(await audited(promotionId)).toEqual([
      ['promotion.created', seller?.userId],
      ['promotion.ended', seller?.userId],
    ]);
  });

  test('that applies by itself is one of 30 at most; coupons do not count, and one that was ended makes room', async () => {
    const shop = await kit.user('seller');
    const [first] = await Promise.all(Array.from({ length: 30 }, () => made(shop)));
    await made(shop, { code: 'NO-LIMIT' });
    expect((await ask(shop, 'post').send(sale).expect(409)).body.detail).toMatch(/At most 30/);
    await ask(shop, 'post', `/${first.promotionId}/end`).expect(200);
    await made(shop);
  });

  test('that starts later is planned', async () => {
    expect((await made(seller, { startsAt: '2090-01-01T00:00:00Z' })).state).toBe('planned');
  });
});

describe('the list', () => {
  test('has a shop’s own, an admin’s has all; page by page, the newest first, ended ones when asked for', async () => {
    const shop = await kit.user('seller');
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.unshift((await made(shop)).promotionId);
    await ask(shop, 'post', `/${ids[1]}/end`).expect(200);
    const list = async (who: TestUser | undefined, query: string) => (await ask(who, 'get', query).expect(200)).body;
    const idsOf = (items: { promotionId: string }[]) => items.map(({ promotionId }) => promotionId);
    expect(idsOf((await list(shop, '')).items)).toEqual([ids[0], ids[2]]);
    const first = await list(shop, '?ended=true&limit=2');
    expect(idsOf(first.items)).toEqual(ids.slice(0, 2));
    expect(idsOf((await list(shop, `?ended=true&limit=2&cursor=${first.nextCursor}`)).items)).toEqual([ids[2]]);
    expect(idsOf((await list(admin, '?limit=100')).items)).toEqual(expect.arrayContaining([ids[0], ids[2]]));
  });
});

describe('what others may not', () => {
  test('another shop finds nothing, buyers and strangers are sent away, and nothing changes', async () => {
    const { promotionId } = await made(seller);
    const buyer = await kit.user('buyer');
    for (const [who, status] of [
      [other, 404],
      [buyer, 403],
      [undefined, 401],
    ] as const) {
      await ask(who, 'get', `/${promotionId}`).expect(status);
      await ask(who, 'patch', `/${promotionId}`).set('if-match', '"1"').send({ title: 'Mine' }).expect(status);
      await ask(who, 'post', `/${promotionId}/end`).expect(status);
    }
    await ask(buyer, 'post').send(sale).expect(403);
    await ask(buyer, 'get').expect(403);
    await ask(seller, 'get', `/${newId(PromotionId)}`).expect(404);
    expect((await ask(seller, 'get', `/${promotionId}`)).body).toMatchObject({ version: 1, state: 'on' });
  });

  test('an admin may end what a shop has made', async () => {
    const { promotionId } = await made(seller);
    await ask(admin, 'post', `/${promotionId}/end`).expect(200);
    expect(await audited(promotionId)).toContainEqual(['promotion.ended', admin?.userId]);
  });
});
