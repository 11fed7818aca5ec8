import type { Answer, Message } from '../answer/answer.ts';
import { masked } from '../answer/clean.ts';
import type { Context } from '../context.ts';
import type { Caller } from '../tools/caller.ts';
import type { Conversation } from './conversation.ts';

/**
 * Answers a turn and remembers both. The same turn sent again under its key gets the answer that it got.
 *
 * @param about the conversation so far, what is said, and the Idempotency-Key
 * @param caller who says it
 * @param ctx the answerer and the memory
 * @returns the answer
 */
export async function take(
  about: { conversation: Conversation; text: string; key: string | undefined },
  caller: Caller,
  ctx: Context,
): Promise<Answer> {
  const { conversation, text, key } = about;
  const before = key === undefined ? undefined : answerUnder(key, conversation.messages);
  if (before) return before;
  const at = ctx.now().toISOString();
  const answer = await ctx.answerer.answer({ text, before: conversation.messages, caller });
  ctx.log.info({ kind: answer.kind, by: answer.by, asked: masked(text).slice(0, 200) }, 'answered');
  ctx.numbers.answers.inc({ kind: answer.kind, by: answer.by });
  caller.signal.throwIfAborted();
  await ctx.conversations.append(conversation, [
    { from: 'user', text, at, ...(key !== undefined && { key }) },
    { from: 'assistant', text: answer.text, at: ctx.now().toISOString(), answer },
  ]);
  return answer;
}

function answerUnder(key: string, messages: Message[]): Answer | undefined {
  const at = messages.findIndex((one) => one.key === key);
  return at < 0 ? undefined : messages[at + 1]?.answer;
}
