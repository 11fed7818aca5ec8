import { ConversationId, newId, type UserId } from '@credenza/contracts';
import { type Dapr, NotFound, Unavailable } from '@credenza/service-kit';
import { z } from 'zod';
import type { Message } from '../answer/answer.ts';
import { Conversation, ConversationEntry, extended, listed, memorySeconds } from './conversation.ts';

const Index = z.array(ConversationEntry);
/** How often a write is tried that others get in the way of. */
const attempts = 10;

/** What was said, in the state store, each conversation until it has rested for long enough. */
export class Conversations {
  readonly #state: Dapr['state'];
  readonly #now: () => Date;

  /**
   * @param state the state store
   * @param now the clock
   */
  constructor(state: Dapr['state'], now: () => Date) {
    this.#state = state;
    this.#now = now;
  }

  /**
   * @param userId whose it is
   * @returns a new, empty conversation
   */
  async begin(userId: UserId): Promise<Conversation> {
    const at = this.#now().toISOString();
    const conversationId = newId(ConversationId);
    const begun = { conversationId, userId, title: '', createdAt: at, updatedAt: at, messages: [] };
    await this.#list(begun);
    await this.#state.set(keyOf(conversationId), begun, { ttlSeconds: memorySeconds });
    return begun;
  }

  /**
   * @param conversationId which
   * @param userId who asks
   * @returns the conversation
   * @throws NotFound when it is somebody else's, or forgotten
   */
  async get(conversationId: ConversationId, userId: UserId): Promise<Conversation> {
    const found = await this.#state.get(keyOf(conversationId), Conversation);
    if (found?.value.userId !== userId) throw new NotFound('conversation');
    return found.value;
  }

  /**
   * @param userId whose
   * @returns what there is to choose from, the newest first
   */
  async list(userId: UserId): Promise<ConversationEntry[]> {
    const entries = (await this.#state.get(indexOf(userId), Index))?.value ?? [];
    const since = this.#now().getTime() - memorySeconds * 1_000;
    return entries.filter(({ updatedAt }) => Date.parse(updatedAt) > since);
  }

  /**
   * Remembers what was said. Two tabs that talk at once are both remembered; a conversation that was deleted meanwhile stays deleted.
   *
   * @param conversation which
   * @param said the turn
   * @throws Unavailable when the state store does not take it
   */
  async append({ conversationId, userId }: Conversation, said: Message[]): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await this.#state.get(keyOf(conversationId), Conversation);
      if (found?.value.userId !== userId) return;
      const next = extended(found.value, said);
      const options = { etag: found.etag, ttlSeconds: memorySeconds };
      if (await this.#state.set(keyOf(conversationId), next, options)) return await this.#list(next);
    }
    throw new Unavailable('Others were writing into this conversation all the time.');
  }

  /**
   * @param conversationId which to forget
   * @param userId whose it must be
   * @throws NotFound when it is somebody else's, or forgotten
   */
  async forget(conversationId: ConversationId, userId: UserId): Promise<void> {
    await this.get(conversationId, userId);
    await this.#state.delete(keyOf(conversationId));
    await this.#changeIndex(userId, (entries) => entries.filter((one) => one.conversationId !== conversationId));
  }

  /**
   * Forgets everything that somebody has said.
   *
   * @param userId who
   * @returns how many conversations
   */
  async forgetAll(userId: UserId): Promise<number> {
    const entries = (await this.#state.get(indexOf(userId), Index))?.value ?? [];
    for (const { conversationId } of entries) await this.#state.delete(keyOf(conversationId));
    await this.#state.delete(indexOf(userId));
    return entries.length;
  }

  async #list(conversation: Conversation): Promise<void> {
    const entry = ConversationEntry.parse(conversation);
    let forgotten: ConversationEntry[] = [];
    await this.#changeIndex(conversation.userId, (entries) => {
      const next = listed(entries, entry);
      forgotten = next.forgotten;
      return next.kept;
    });
    for (const { conversationId } of forgotten) await this.#state.delete(keyOf(conversationId));
  }

  async #changeIndex(userId: UserId, change: (entries: ConversationEntry[]) => ConversationEntry[]): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await this.#state.get(indexOf(userId), Index);
      const guard = found ? { etag: found.etag } : ({ ifMissing: true } as const);
      const options = { ...guard, ttlSeconds: memorySeconds };
      if (await this.#state.set(indexOf(userId), change(found?.value ?? []), options)) return;
    }
    throw new Unavailable('The list of conversations could not be written.');
  }
}

const keyOf = (conversationId: ConversationId) => `conversation:${conversationId}`;
const indexOf = (userId: UserId) => `conversations:${userId}`;
