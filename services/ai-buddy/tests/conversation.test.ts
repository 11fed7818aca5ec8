import { newId, ProposalId, productUpdated } from '@credenza/contracts';
import { askPrivacy, eventually, exportedBy, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { product, type Told } from './samples.ts';
import { begin, eventsOf, say } from './talking.ts';

let kit: Harness<Context>;
let buyer: Awaited<ReturnType<typeof kit.user>>;
const tell = async (told: Told, version = 1) =>
  expect((await kit.deliver(productUpdated.of(told), { version })).status).toBe('SUCCESS');

const desk = product({ title: 'Larkspur desk', description: 'A desk of walnut with two drawers.', price: 41_900 });
const lamp = product({ title: 'Larkspur lamp', description: 'A lamp of brass.', price: 8_900, available: 2 });

beforeAll(async () => {
  kit = await startForTest(service, { env: { REFRESH_MS: '100' } });
  buyer = await kit.user('buyer');
  await tell(desk);
  await tell(lamp);
  await eventually(() => kit.running.context.knowledge.store.refs().includes('article:returns'));
});
afterAll(() => kit?.stop());

describe('the assistant without a model', () => {
  test('answers with products, their price and stock now, and where that stands', async () => {
    const talk = await begin(kit, buyer);
    const answer = await say(kit, buyer, talk, 'Do you have a walnut desk under 500 euros?');
    expect(answer).toMatchObject({ kind: 'products', by: 'responder' });
    expect(answer.text).toContain('Larkspur desk by Lund Oak Works: €419.00, only 3 left [1]');
    expect(answer.citations[0]).toMatchObject({ number: 1, source: 'product', ref: desk.productId });
  });

  test('speaks German with those who do', async () => {
    const talk = await begin(kit, buyer);
    const { text } = await say(kit, buyer, talk, 'Habt ihr einen Schreibtisch aus Nussbaum?');
    expect(text).toContain('Larkspur desk von Lund Oak Works: 419,00 €, nur noch 3 da [1]');
  });

  test('quotes articles, with their name', async () => {
    const talk = await begin(kit, buyer);
    const answer = await say(kit, buyer, talk, 'How many days do I have to send something back?');
    expect(answer).toMatchObject({ kind: 'article' });
    expect(answer.citations[0]).toMatchObject({ source: 'article', ref: 'returns' });
    expect(answer.text).toContain('30 days');
  });

  test('remembers what it has spoken of', async () => {
    const talk = await begin(kit, buyer);
    await say(kit, buyer, talk, 'walnut desk');
    const { text, kind } = await say(kit, buyer, talk, 'Add it to my cart');
    expect(kind).toBe('proposal');
    expect(text).toContain('Put 1 × Larkspur desk (Oiled) at €419.00 each into your cart');
  });

  test('compares what is named', async () => {
    const talk = await begin(kit, buyer);
    const { text, kind, products } = await say(kit, buyer, talk, 'Compare the Larkspur desk and the Larkspur lamp');
    expect(kind).toBe('compare');
    expect(products).toEqual([desk.productId, lamp.productId]);
    expect(text).toContain('Larkspur lamp costs least [2].');
  });

  test('says what it does not know, without a source, and nothing else', async () => {
    const talk = await begin(kit, buyer);
    for (const text of ['Who won the world cup in 1974?', 'What is the capital of Peru?', 'Schreib mir ein Gedicht']) {
      expect(await say(kit, buyer, talk, text)).toMatchObject({ kind: 'refusal', citations: [], products: [] });
    }
  });

  test('quotes a changed price at once, and never again what is gone', async () => {
    const vase = product({ title: 'Quetzal vase', price: 2_000 });
    await tell(vase);
    const talk = await begin(kit, buyer);
    expect((await say(kit, buyer, talk, 'quetzal vase')).text).toContain('€20.00');
    const [variant] = vase.variants;
    if (!variant) throw new Error('it has one');
    await tell({ ...vase, variants: [{ ...variant, price: { amount: 2_500, currency: 'EUR' } }] }, 2);
    expect((await say(kit, buyer, talk, 'quetzal vase')).text).toContain('€25.00');
    await tell({ ...vase, status: 'deleted' }, 3);
    const after = await say(kit, buyer, talk, 'quetzal vase');
    expect(JSON.stringify(after)).not.toContain(vase.productId);
  });
});

describe('a stream', () => {
  test('tells sources, words and the whole, in this order', async () => {
    const talk = await begin(kit, buyer);
    const answer = await kit.http
      .post(`/api/assistant/conversations/${talk}/messages`)
      .set('authorization', buyer.authorization)
      .set('accept', 'text/event-stream')
      .send({ text: 'walnut desk' })
      .expect('content-type', /text\/event-stream/)
      .expect(200);
    const events = eventsOf(answer.text);
    const names = events.map(({ event }) => event);
    expect([...new Set(names)]).toEqual(['tool', 'citation', 'text', 'done']);
    const text = events.filter(({ event }) => event === 'text').map(({ data }) => data.text);
    expect(text.join('')).toBe(events.at(-1)?.data.text);
  });

  test('a refusal comes as a problem before it begins', async () => {
    await kit.http
      .post(`/api/assistant/conversations/cnv_01j9zq6v8xe3tbd5wqmg8d2r4c/messages`)
      .set('authorization', buyer.authorization)
      .set('accept', 'text/event-stream')
      .send({ text: 'desk' })
      .expect(404)
      .expect('content-type', /problem\+json/);
  });
});

describe('memory', () => {
  test('is its owner’s alone', async () => {
    const talk = await begin(kit, buyer);
    await say(kit, buyer, talk, 'walnut desk');
    const stranger = await kit.user('buyer');
    const path = `/api/assistant/conversations/${talk}`;
    await kit.http.get(path).set('authorization', stranger.authorization).expect(404);
    await kit.http.delete(path).set('authorization', stranger.authorization).expect(404);
    await kit.http.get(path).expect(401);
    const { body } = await kit.http.get(path).set('authorization', buyer.authorization).expect(200);
    expect(body.messages.map(({ from }: { from: string }) => from)).toEqual(['user', 'assistant']);
    expect(body.title).toBe('walnut desk');
  });

  test('holds what two tabs say at once', async () => {
    const talk = await begin(kit, buyer);
    const said = ['walnut desk', 'brass lamp', 'hello', 'thanks'];
    await Promise.all(said.map((text) => say(kit, buyer, talk, text)));
    const { messages } = await kit.running.context.conversations.get(talk, buyer.userId);
    expect(
      messages
        .filter(({ from }) => from === 'user')
        .map(({ text }) => text)
        .sort(),
    ).toEqual([...said].sort());
  });

  test('a turn that is sent again under its key is answered as before, and remembered once', async () => {
    const talk = await begin(kit, buyer);
    const key = crypto.randomUUID();
    const first = await say(kit, buyer, talk, 'walnut desk', { 'idempotency-key': key });
    expect(await say(kit, buyer, talk, 'walnut desk', { 'idempotency-key': key })).toEqual(first);
    const { messages } = await kit.running.context.conversations.get(talk, buyer.userId);
    expect(messages).toHaveLength(2);
  });

  test('can be listed and deleted', async () => {
    const ada = await kit.user('buyer');
    const [one, two] = [await begin(kit, ada), await begin(kit, ada)];
    const list = async () =>
      (await kit.http.get('/api/assistant/conversations').set('authorization', ada.authorization)).body.items.map(
        ({ conversationId }: { conversationId: string }) => conversationId,
      );
    expect(await list()).toEqual([two, one]);
    await kit.http.delete(`/api/assistant/conversations/${two}`).set('authorization', ada.authorization).expect(204);
    expect(await list()).toEqual([one]);
  });

  test('is given out and forgotten for good', async () => {
    const ada = await kit.user('buyer');
    const { userId } = ada;
    const talk = await begin(kit, ada);
    await say(kit, ada, talk, 'walnut desk');
    const { requestId } = await askPrivacy(kit, 'export', { userId });
    expect((await exportedBy(kit, requestId)).conversations).toMatchObject([{ conversationId: talk }]);
    await askPrivacy(kit, 'erasure', { userId });
    await kit.http.get(`/api/assistant/conversations/${talk}`).set('authorization', ada.authorization).expect(404);
    expect(await kit.running.context.conversations.list(userId)).toEqual([]);
  });
});

describe('guests', () => {
  test('may ask about what everybody may know', async () => {
    const { body } = await kit.http.post('/api/assistant/questions').send({ text: 'walnut desk' }).expect(200);
    expect(body.citations[0].ref).toBe(desk.productId);
  });

  test('have no tools that act', async () => {
    for (const text of ['put the walnut desk into my cart', 'where is my order?', 'I want to return my order']) {
      const { body } = await kit.http.post('/api/assistant/questions').send({ text }).expect(200);
      expect(body).toMatchObject({ kind: 'refusal', citations: [] });
      expect(body.proposal).toBeUndefined();
    }
  });
});

describe('a proposal', () => {
  test('is nobody else’s to confirm', async () => {
    const talk = await begin(kit, buyer);
    const { proposal } = await say(kit, buyer, talk, 'add the walnut desk to my cart');
    const stranger = await kit.user('buyer');
    const path = `/api/assistant/confirmations/${proposal?.proposalId}`;
    await kit.http.post(path).set('authorization', stranger.authorization).expect(404);
    await kit.http.post(path).expect(401);
    const unknown = `/api/assistant/confirmations/${newId(ProposalId)}`;
    await kit.http.post(unknown).set('authorization', buyer.authorization).expect(404);
  });
});

test('bad input is refused', async () => {
  const talk = await begin(kit, buyer);
  const path = `/api/assistant/conversations/${talk}/messages`;
  for (const body of [{}, { text: '' }, { text: 'x'.repeat(2_001) }, { text: 1 }, { text: 'x', more: 1 }, 'x']) {
    await kit.http
      .post(path)
      .set('authorization', buyer.authorization)
      .send(body)

      .expect(({ status }) => {
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      });
  }
});
