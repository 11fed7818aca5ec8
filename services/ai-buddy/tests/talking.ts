import type { ConversationId } from '@credenza/contracts';
import type { Harness, TestUser } from '@credenza/service-kit/testing';
import { Answer } from '../src/answer/answer.ts';
import { Conversation } from '../src/chat/conversation.ts';

type Kit = Pick<Harness<unknown>, 'http'>;

/** Begins a conversation. */
export async function begin(kit: Kit, user: TestUser): Promise<ConversationId> {
  const { body } = await kit.http
    .post('/api/assistant/conversations')
    .set('authorization', user.authorization)
    .set('idempotency-key', crypto.randomUUID())
    .expect(201);
  return Conversation.shape.conversationId.parse(body.conversationId);
}

/** Says something and waits for the answer. */
export async function say(
  kit: Kit,
  user: TestUser,
  conversationId: ConversationId,
  text: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { body } = await kit.http
    .post(`/api/assistant/conversations/${conversationId}/messages`)
    .set('authorization', user.authorization)
    .set(headers)
    .send({ text })
    .expect(200);
  return Answer.parse(body);
}

/** Reads what a stream has told. */
export function eventsOf(text: string): { event: string; data: any }[] {
  return text.split('\n\n').flatMap((block) => {
    const [, event, data] = /^event: (\w+)\ndata: ([^\n]*)$/.exec(block) ?? [];
    return event && data ? [{ event, data: JSON.parse(data) }] : [];
  });
}
