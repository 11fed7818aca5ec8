import { ConversationId, newId, productUpdated, VariantId } from '@credenza/contracts';
import { askPrivacy, eventually, exportedBy, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { longestMemory, mostConversations } from '../src/chat/conversation.ts';
import { Conversations } from '../src/chat/conversations.ts';
import { personal } from '../src/chat/personal.ts';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { product } from './samples.ts';
import { begin, say } from './talking.ts';

let kit: Harness<Context>;
let ada: Awaited<ReturnType<typeof kit.user>>;
let memory: Conversations;
const at = '2026-01-01T00:00:00.000Z';
const oneVariant = { price: { amount: 5_000, currency: 'EUR' }, available: 5 };
const stool = product({
  title: 'Wren stool',
  description: 'A stool of ash.',
  variants: [
    { variantId: newId(VariantId), title: 'Natural', ...oneVariant },
    { variantId: newId(VariantId), title: 'Black', ...oneVariant, available: 1 },
  ],
});

beforeAll(async () => {
  kit = await startForTest(service, { env: { REFRESH_MS: '100' } });
  memory = kit.running.context.conversations;
  await kit.deliver(productUpdated.of(stool));
});
beforeEach(async () => {
  ada = await kit.user('buyer');
});
afterAll(() => kit?.stop());

describe('a conversation', () => {
  test('holds no more than it should', async () => {
    const talk = await memory.begin(ada.userId);
    const many = Array.from({ length: longestMemory + 10 }, (_, n) => ({ from: 'user' as const, text: `${n}`, at }));
    await memory.append(talk, many);
    const { messages } = await memory.get(talk.conversationId, ada.userId);
    expect(messages.map(({ text }) => text)).toEqual(many.slice(10).map(({ text }) => text));
  });

  test('that is deleted while somebody speaks in it stays deleted, and out of the list', async () => {
    const talk = await memory.begin(ada.userId);
    await Promise.all([
      memory.append(talk, [{ from: 'user', text: 'a secret', at }]),
      memory.forget(talk.conversationId, ada.userId),
    ]);
    expect(await memory.find(talk.conversationId, ada.userId)).toBeUndefined();
    expect(JSON.stringify(await memory.list(ada.userId))).not.toContain('a secret');
    await memory.append(talk, [{ from: 'user', text: 'once more', at }]);
    expect(await memory.find(talk.conversationId, ada.userId)).toBeUndefined();
  });

  test('is forgotten when there are too many, the one that rested longest first', async () => {
    const first = await memory.begin(ada.userId);
    for (let n = 0; n < mostConversations; n += 1) await memory.begin(ada.userId);
    expect(await memory.list(ada.userId)).toHaveLength(mostConversations);
    expect(await memory.find(first.conversationId, ada.userId)).toBeUndefined();
  });

  test('is not listed any more after it has rested for long enough', async () => {
    await memory.begin(ada.userId);
    const later = new Conversations(kit.running.context.dapr.state, () => new Date(Date.now() + 31 * 24 * 3_600_000));
    expect(await later.list(ada.userId)).toEqual([]);
    expect(await memory.list(ada.userId)).toHaveLength(1);
  });

  test('is nobody else’s, whoever knows its id', async () => {
    const talk = await memory.begin(ada.userId);
    const other = await kit.user('buyer');
    expect(await memory.find(talk.conversationId, other.userId)).toBeUndefined();
    await expect(memory.forget(talk.conversationId, other.userId)).rejects.toThrow('no such conversation');
    await memory.append({ ...talk, userId: other.userId }, [{ from: 'user', text: 'planted', at }]);
    expect((await memory.get(talk.conversationId, ada.userId)).messages).toEqual([]);
    await expect(memory.get(newId(ConversationId), ada.userId)).rejects.toThrow('no such conversation');
  });
});

describe('what is known about a person', () => {
  const path = '/api/assistant/conversations';
  const key = () => crypto.randomUUID();

  test('is exported without what is deleted meanwhile', async () => {
    const [kept, deleted] = [await memory.begin(ada.userId), await memory.begin(ada.userId)];
    const found: string[] = [];
    for await (const [name, record] of personal.export({ userId: ada.userId }, kit.running.context)) {
      // Between the list and the second one, somebody deletes it.
      if (found.length === 0) {
        const other = JSON.stringify(record).includes(kept.conversationId) ? deleted : kept;
        await memory.forget(other.conversationId, ada.userId);
      }
      found.push(name);
    }
    expect(found).toEqual(['conversations']);
  });

  test('counts what was used of a model, and is forgotten with the rest', async () => {
    await kit.running.context.budget.spend(ada.userId, 77);
    await begin(kit, ada);
    const { requestId } = await askPrivacy(kit, 'export', { userId: ada.userId });
    expect((await exportedBy(kit, requestId))['model-use']).toEqual([{ tokens: 77 }]);
    await askPrivacy(kit, 'erasure', { userId: ada.userId });
    expect(await kit.running.context.budget.spent(ada.userId)).toBe(0);
  });

  test('does not begin again after an erasure, with a token that is not over yet', async () => {
    const talk = await begin(kit, ada);
    await askPrivacy(kit, 'erasure', { userId: ada.userId });
    const sent = (to: string) =>
      kit.http.post(to).set('authorization', ada.authorization).set('idempotency-key', key());
    await sent(path).expect(403);
    await sent(`${path}/${talk}/messages`).send({ text: 'hello' }).expect(404);
    expect(await memory.list(ada.userId)).toEqual([]);
  });

  test('is gone even where an erasure and a beginning meet', async () => {
    const asking = askPrivacy(kit, 'erasure', { userId: ada.userId });
    const begun = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const answer = await kit.http.post(path).set('authorization', ada.authorization).set('idempotency-key', key());
        return answer.body.conversationId;
      }),
    );
    await asking;
    await kit.http.post(path).set('authorization', ada.authorization).set('idempotency-key', key()).expect(403);
    expect(await memory.list(ada.userId)).toEqual([]);
    for (const id of begun.filter(Boolean)) expect(await memory.find(id, ada.userId)).toBeUndefined();
  });
});

describe('what is not clear', () => {
  test('is asked: which of several variants, and how many stay as they were said', async () => {
    const talk = await begin(kit, ada);
    const asked = await say(kit, ada, talk, 'put two Wren stools into my cart');
    expect(asked).toMatchObject({ kind: 'question', citations: [{ ref: stool.productId }] });
    expect(asked.text).toMatch(/several variants.*\n• Natural: €50\.00, in stock\n• Black: €50\.00, only 1 left/);
    expect(asked.proposal).toBeUndefined();
    const answer = await say(kit, ada, talk, 'natural please');
    expect(answer.proposal?.summary).toBe('Put 2 × Wren stool (Natural) at €50.00 each into your cart');
  });

  test('is not asked when it is said', async () => {
    const answer = await say(kit, ada, await begin(kit, ada), 'put the black Wren stool into my cart');
    expect(answer.proposal?.summary).toContain('1 × Wren stool (Black)');
  });

  test('is not there in such a number', async () => {
    const answer = await say(kit, ada, await begin(kit, ada), 'put 3 pieces of the black Wren stool into my cart');
    expect(answer).toMatchObject({ kind: 'refusal', text: 'There are not that many pieces in stock.' });
  });

  test('is asked in German, proposed in German and refused in German', async () => {
    const talk = await begin(kit, ada);
    const asked = await say(kit, ada, talk, 'Leg den Wren stool bitte in den Warenkorb');
    expect(asked.text).toContain('Welche darf es sein?');
    expect((await say(kit, ada, talk, 'ich möchte ihn in Black')).proposal?.summary).toContain(
      'in deinen Warenkorb legen',
    );
    // The order service is not there.
    const refused = await say(kit, ada, talk, 'Wo ist meine Bestellung?');
    expect(refused).toMatchObject({ kind: 'refusal', text: expect.stringContaining('antwortet gerade nicht') });
    expect((await say(kit, ada, talk, 'Where is my order?')).text).toContain('does not answer');
  });
});

test('a message that comes after the conversation is gone is not answered', async () => {
  const talk = await begin(kit, ada);
  const at = `/api/assistant/conversations/${talk}`;
  await kit.http.delete(at).set('authorization', ada.authorization).expect(204);
  await kit.http.post(`${at}/messages`).set('authorization', ada.authorization).send({ text: 'hello' }).expect(404);
  await eventually(async () => (await memory.list(ada.userId)).length === 0);
});
