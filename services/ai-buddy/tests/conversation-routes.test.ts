import { ConversationId, newId, ProposalId, productUpdated } from '@credenza/contracts';
import { type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { product } from './samples.ts';
import { begin, eventsOf, say } from './talking.ts';

let kit: Harness<Context>;
let buyer: TestUser;
const desk = product({ title: 'Larkspur desk', description: 'A desk of walnut.', price: 41_900 });
const base = '/api/assistant/conversations';

beforeAll(async () => {
  kit = await startForTest(service);
  buyer = await kit.user('buyer');
  await kit.deliver(productUpdated.of(desk));
});
afterAll(() => kit?.stop());

const begins = (user: TestUser, key?: string) => {
  const request = kit.http.post(base).set('authorization', user.authorization);
  return key === undefined ? request : request.set('idempotency-key', key);
};

describe('a conversation', () => {
  test('begins once for one key, and not without one', async () => {
    const key = crypto.randomUUID();
    const [one, two] = [await begins(buyer, key).expect(201), await begins(buyer, key).expect(201)];
    expect(two.body).toEqual(one.body);
    expect(one.body).toMatchObject({ title: '', messages: [] });
    expect(one.body.userId).toBeUndefined();
    await begins(buyer).expect(400);
  });

  test('is there for sellers and admins as well, and not for strangers', async () => {
    for (const role of ['seller', 'admin'] as const) {
      const user = await kit.user(role);
      expect((await say(kit, user, await begin(kit, user), 'walnut desk')).products).toEqual([desk.productId]);
    }
    await kit.http.post(base).set('idempotency-key', crypto.randomUUID()).expect(401);
    await kit.http.get(base).expect(401);
    await kit.http
      .post(`${base}/${newId(ConversationId)}/messages`)
      .send({ text: 'x' })
      .expect(401);
    await kit.http.delete(`${base}/${newId(ConversationId)}`).expect(401);
    await kit.http.post(`/api/assistant/confirmations/${newId(ProposalId)}`).expect(401);
  });

  test('that is not there is not found, and what is no id is refused', async () => {
    const gone = await begin(kit, buyer);
    await kit.http.delete(`${base}/${gone}`).set('authorization', buyer.authorization).expect(204);
    for (const method of ['get', 'delete'] as const) {
      await kit.http[method](`${base}/${gone}`).set('authorization', buyer.authorization).expect(404);
      await kit.http[method](`${base}/cnv_x`).set('authorization', buyer.authorization).expect(400);
    }
    const path = `${base}/${gone}/messages`;
    await kit.http.post(path).set('authorization', buyer.authorization).send({ text: 'x' }).expect(404);
  });

  test('only buyers have something to confirm', async () => {
    const seller = await kit.user('seller');
    const path = `/api/assistant/confirmations/${newId(ProposalId)}`;
    await kit.http.post(path).set('authorization', seller.authorization).expect(403);
  });
});

describe('a stream', () => {
  test('that is asked for again under its key tells the same', async () => {
    const talk = await begin(kit, buyer);
    const ask = async () =>
      eventsOf(
        (
          await kit.http
            .post(`${base}/${talk}/messages`)
            .set('authorization', buyer.authorization)
            .set('accept', 'text/event-stream')
            .set('idempotency-key', 'the-same-key')
            .send({ text: 'add the Larkspur desk to my cart' })
            .expect(200)
        ).text,
      );
    const [one, two] = [await ask(), await ask()];
    expect(one.map(({ event }) => event)).toContain('confirm');
    expect(two).toEqual(one);
  });

  test('answers guests, who are remembered nowhere', async () => {
    const { text } = await kit.http
      .post('/api/assistant/questions')
      .set('accept', 'text/event-stream')
      .send({ text: 'walnut desk' })
      .expect('cache-control', 'no-store')
      .expect(200);
    const last = eventsOf(text).at(-1);
    expect(last).toMatchObject({ event: 'done', data: { products: [desk.productId] } });
  });
});

test('what is counted says how answers came about', async () => {
  await kit.http.post('/api/assistant/questions').send({ text: 'Who won the cup in 1974?' }).expect(200);
  const { text } = await kit.http.get('/metrics').expect(200);
  expect(text).toMatch(/assistant_answers_total\{kind="refusal",by="responder"[^}]*\} [1-9]/);
});
