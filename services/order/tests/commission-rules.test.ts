import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Market, openMarket, strayId } from './market.ts';

let market: Market;

beforeAll(async () => {
  market = await openMarket();
});
afterAll(() => market?.stop());

const rules = '/api/orders/admin/commission-rules';
const create = (body: object) => market.post(market.admin, rules, body);
const change = (id: string, etag: string, body: object) =>
  market.http.patch(`${rules}/${id}`).set({ authorization: market.admin.authorization, 'if-match': etag }).send(body);

describe('commission rules', () => {
  test('are made, changed by one admin at a time, and ended; whoever did it is on record', async () => {
    const made = await create({ category: 'Home / Lamps', basisPoints: 800, note: 'spring' }).expect(201);
    const id = made.body.commissionRuleId;
    expect(made.headers.etag).toBe('"1"');
    await market.http.patch(`${rules}/${id}`).set('authorization', market.admin.authorization).send({}).expect(428);
    const changed = await change(id, '"1"', { basisPoints: 700, note: null, minAmount: 500 }).expect(200);
    expect(changed.body).toMatchObject({ category: 'Home / Lamps', basisPoints: 700, minAmount: 500, version: 2 });
    expect(changed.body).not.toHaveProperty('note');
    await change(id, '"1"', { basisPoints: 600 }).expect(412);
    const ended = await market.post(market.admin, `${rules}/${id}/end`).expect(200);
    expect(ended.body.endedAt).toBeDefined();
    await market.post(market.admin, `${rules}/${id}/end`).expect(200);
    await change(id, '"3"', { basisPoints: 600 }).expect(409);
    const acts = await market.running.db.collection('audit').find({ subject: id }).sort({ at: 1 }).toArray();
    expect(acts.map(({ act, actor }) => [act, actor])).toEqual(
      ['created', 'changed', 'ended'].map((what) => [`commission-rule.${what}`, market.admin.userId]),
    );
  });

  test('that make no sense are refused', async () => {
    await create({ basisPoints: 10_001 }).expect(400);
    await create({ basisPoints: 100, minAmount: 2, maxAmount: 1 }).expect(400);
    await create({ basisPoints: 100, sellerId: 'everybody' }).expect(400);
    await create({ basisPoints: 100, colour: 'red' }).expect(400);
    await change(strayId('crl'), '"1"', { basisPoints: 1 }).expect(404);
  });

  test('are listed, the newest first; those that have ended only when asked for', async () => {
    const ids: string[] = [];
    for (const basisPoints of [1, 2, 3]) ids.unshift((await create({ basisPoints }).expect(201)).body.commissionRuleId);
    await market.post(market.admin, `${rules}/${ids[1]}/end`).expect(200);
    const list = async (query: string) => {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await market.get(market.admin, `${rules}?limit=2${query}${cursor && `&cursor=${cursor}`}`);
        seen.push(...body.items.map((one: { commissionRuleId: string }) => one.commissionRuleId));
        cursor = body.nextCursor ?? '';
      } while (cursor);
      return seen.filter((id) => ids.includes(id));
    };
    expect(await list('')).toEqual([ids[0], ids[2]]);
    expect(await list('&ended=true')).toEqual(ids);
  });
});
