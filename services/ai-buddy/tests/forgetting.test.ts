import { ConversationId, newId, UserId } from '@credenza/contracts';
import { type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Message } from '../src/answer/answer.ts';
import {
  type Conversation,
  extended,
  listed,
  longestMemory,
  memorySeconds,
  mostConversations,
} from '../src/chat/conversation.ts';
import type { Conversations } from '../src/chat/conversations.ts';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { begin } from './talking.ts';

let now = new Date('2026-03-01T12:00:00Z');
let kit: Harness<Context>;
let conversations: Conversations;

beforeAll(async () => {
  kit = await startForTest(service, { now: () => now });
  ({ conversations } = kit.running.context);
});
afterAll(() => kit?.stop());

const said = (text: string): Message => ({ from: 'user', text, at: now.toISOString() });
const at = now.toISOString();
const empty = (): Conversation => ({
  conversationId: newId(ConversationId),
  userId: newId(UserId),
  title: '',
  createdAt: at,
  updatedAt: at,
  messages: [],
});

describe('what is remembered', () => {
  test('is called by how it began, and grows to a limit, of which the newest stay', () => {
    let conversation = empty();
    for (let turn = 0; turn < longestMemory + 5; turn += 1)
      conversation = extended(conversation, [said(`turn ${turn}`)]);
    expect(conversation.title).toBe('turn 0');
    expect(conversation.messages).toHaveLength(longestMemory);
    expect(conversation.messages.at(-1)?.text).toBe(`turn ${longestMemory + 4}`);
    expect(extended(empty(), [said('x'.repeat(500))]).title).toHaveLength(80);
    expect(extended(conversation, [])).toEqual(conversation);
  });

  test('is listed with the newest first, each once, and the one that rested longest goes', () => {
    const entries = Array.from({ length: mostConversations }, () => empty());
    const [oldest] = entries.slice(-1);
    const { kept, forgotten } = listed(entries, empty());
    expect(kept).toHaveLength(mostConversations);
    expect(forgotten).toEqual([oldest]);
    const [, second] = entries;
    if (!second) throw new Error('there are fifty');
    const again = listed(entries, second);
    expect(again.kept[0]).toBe(second);
    expect(again.kept).toHaveLength(mostConversations);
    expect(again.forgotten).toEqual([]);
  });
});

describe('the memory', () => {
  test('forgets the conversation that rested longest when somebody has too many', async () => {
    const userId = newId(UserId);
    const first = await conversations.begin(userId);
    for (let more = 0; more < mostConversations; more += 1) await conversations.begin(userId);
    expect(await conversations.list(userId)).toHaveLength(mostConversations);
    expect(await conversations.find(first.conversationId, userId)).toBeUndefined();
  });

  test('does not list what has rested for too long', async () => {
    const userId = newId(UserId);
    await conversations.begin(userId);
    const before = now;
    now = new Date(before.getTime() + memorySeconds * 1_000 + 1);
    try {
      expect(await conversations.list(userId)).toEqual([]);
      const next = await conversations.begin(userId);
      expect((await conversations.list(userId)).map(({ conversationId }) => conversationId)).toEqual([
        next.conversationId,
      ]);
    } finally {
      now = before;
    }
  });

  test('leaves deleted what is deleted while somebody is being answered', async () => {
    const userId = newId(UserId);
    const conversation = await conversations.begin(userId);
    await conversations.forget(conversation.conversationId, userId);
    await conversations.append(conversation, [said('a secret')]);
    expect(await conversations.find(conversation.conversationId, userId)).toBeUndefined();
    expect(await conversations.list(userId)).toEqual([]);
  });

  test('loses nothing and keeps nothing twice when turns and a deletion meet', async () => {
    const userId = newId(UserId);
    for (let round = 0; round < 10; round += 1) {
      const conversation = await conversations.begin(userId);
      await Promise.all([
        conversations.append(conversation, [said('one')]),
        conversations.append(conversation, [said('two')]),
        conversations.forget(conversation.conversationId, userId),
      ]);
      expect(await conversations.find(conversation.conversationId, userId)).toBeUndefined();
    }
    expect(await conversations.list(userId)).toEqual([]);
  });

  test('tells nobody else’s conversation, and forgets all of one person alone', async () => {
    const [ada, eve] = [newId(UserId), newId(UserId)];
    const [hers, other] = [await conversations.begin(ada), await conversations.begin(eve)];
    await expect(conversations.get(hers.conversationId, eve)).rejects.toThrow('no such conversation');
    await expect(conversations.forget(hers.conversationId, eve)).rejects.toThrow('no such conversation');
    expect(await conversations.forgetAll(ada)).toBe(1);
    expect(await conversations.forgetAll(ada)).toBe(0);
    expect(await conversations.find(other.conversationId, eve)).toMatchObject({ userId: eve });
  });

  test('begins nothing for somebody who is erased, and keeps nothing that began meanwhile', async () => {
    const ada = await kit.user('buyer');
    const erased = kit.running.context.erasedAmong;
    await begin(kit, ada);
    kit.running.context.erasedAmong = async (ids) => new Set(ids);
    try {
      const again = kit.http.post('/api/assistant/conversations').set('authorization', ada.authorization);
      await again.set('idempotency-key', crypto.randomUUID()).expect(403);
    } finally {
      kit.running.context.erasedAmong = erased;
    }
    expect(await conversations.list(ada.userId)).toEqual([]);
  });
});
