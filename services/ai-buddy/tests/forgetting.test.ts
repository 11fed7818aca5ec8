import { newId, UserId } from '@credenza/contracts';
import { type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Message } from '../src/answer/answer.ts';
import type { Conversations } from '../src/chat/conversations.ts';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';

let kit: Harness<Context>;
let conversations: Conversations;

beforeAll(async () => {
  kit = await startForTest(service);
  ({ conversations } = kit.running.context);
});
afterAll(() => kit?.stop());

const said = (text: string): Message => ({ from: 'user', text, at: new Date().toISOString() });

describe('a memory that is asked to forget', () => {
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
});
