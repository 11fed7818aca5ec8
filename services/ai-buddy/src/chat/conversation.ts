import { ConversationId, UserId } from '@credenza/contracts';
import { z } from 'zod';
import { Message } from '../answer/answer.ts';

/** How long a conversation is remembered after its last turn, in seconds. */
export const memorySeconds = 30 * 24 * 3_600;
/** Messages that are remembered of one conversation; older ones are forgotten. */
export const longestMemory = 60;
/** Conversations that are remembered of one person; the one that rested longest is forgotten first. */
export const mostConversations = 50;

export const Conversation = z.object({
  conversationId: ConversationId,
  userId: UserId,
  title: z.string().meta({ description: 'how it began' }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  messages: z.array(Message),
});
export type Conversation = z.infer<typeof Conversation>;

export const ConversationEntry = Conversation.omit({ messages: true, userId: true });
export type ConversationEntry = z.infer<typeof ConversationEntry>;

/** A conversation as its owner sees it. */
export const ConversationView = Conversation.omit({ userId: true });

/**
 * Adds what was said.
 *
 * @param conversation so far
 * @param said the messages
 * @returns the conversation with them, shortened to what is remembered
 */
export function extended(conversation: Conversation, said: Message[]): Conversation {
  const messages = [...conversation.messages, ...said].slice(-longestMemory);
  return {
    ...conversation,
    title: conversation.title || (said[0]?.text.slice(0, 80) ?? ''),
    updatedAt: said.at(-1)?.at ?? conversation.updatedAt,
    messages,
  };
}

/**
 * Puts a conversation first in its owner's list.
 *
 * @param entries the list
 * @param entry the conversation
 * @returns the new list, and what no longer fits into it
 */
export function listed(
  entries: ConversationEntry[],
  entry: ConversationEntry,
): { kept: ConversationEntry[]; forgotten: ConversationEntry[] } {
  const all = [entry, ...entries.filter(({ conversationId }) => conversationId !== entry.conversationId)];
  return { kept: all.slice(0, mostConversations), forgotten: all.slice(mostConversations) };
}
