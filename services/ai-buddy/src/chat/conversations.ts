import { ConversationId, newId, type UserId } from '@credenza/contracts';
import { type Dapr, NotFound, Unavailable } from '@credenza/service-kit';
import { z } from 'zod';
import type { Message } from '../answer/answer.ts';
import { Conversation, ConversationEntry, extended, listed, memorySeconds } from './conversation.ts';

const Index = z.array(ConversationEntry);
/**
 * What stands in the place of a forgotten conversation for a while. The state store takes a write with the ETag of a key that is
 * gone, so that an answer on its way would bring it back.
 */
const Gone = z.object({ gone: z.literal(true) });
const Kept = z.union([Conversation, Gone]);
/** No answer is on its way for so long, in seconds. */
const goneSeconds = 3_600;
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
   * @returns the conversation; undefined when it is somebody else's, or forgotten
   */
  async find(conversationId: ConversationId, userId: UserId): Promise<Conversation | undefined> {
    return (await this.#read(conversationId, userId))?.value;
  }

  /**
   * @param conversationId which
   * @param userId who asks
   * @returns the conversation
   * @throws NotFound when it is somebody else's, or forgotten
   */
  async get(conversationId: ConversationId, userId: UserId): Promise<Conversation> {
    const found = await this.find(conversationId, userId);
    if (!found) throw new NotFound('conversation');
    return found;
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
      const found = await this.#read(conversationId, userId);
      if (!found) return;
      const next = extended(found.value, said);
      const options = { etag: found.etag, ttlSeconds: memorySeconds };
      if (!(await this.#state.set(keyOf(conversationId), next, options))) continue;
      await this.#list(next);
      // Deleted between the two, it would stand in the list again, with its first words.
      if (!(await this.find(conversationId, userId))) await this.#unlist(conversationId, userId);
      return;
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
    await this.#bury(conversationId);
    await this.#unlist(conversationId, userId);
  }

  /**
   * Forgets everything that somebody has said.
   *
   * @param userId who
   * @param unlisted further conversations of theirs, which another erasure may have taken out of the list already
   * @returns how many conversations
   */
  async forgetAll(userId: UserId, unlisted: ConversationId[] = []): Promise<number> {
    const entries = (await this.#state.get(indexOf(userId), Index))?.value ?? [];
    const all = new Set([...entries.map(({ conversationId }) => conversationId), ...unlisted]);
    for (const conversationId of all) await this.#bury(conversationId);
    await this.#state.delete(indexOf(userId));
    return all.size;
  }

  async #read(
    conversationId: ConversationId,
    userId: UserId,
  ): Promise<{ value: Conversation; etag: string } | undefined> {
    const found = await this.#state.get(keyOf(conversationId), Kept);
    if (!found || 'gone' in found.value || found.value.userId !== userId) return undefined;
    return { value: found.value, etag: found.etag };
  }

  async #bury(conversationId: ConversationId): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await this.#state.get(keyOf(conversationId), Kept);
      if (!found || 'gone' in found.value) return;
      // Only with the ETag: a key that was once written with one takes no other writes.
      const options = { etag: found.etag, ttlSeconds: goneSeconds };
      if (await this.#state.set(keyOf(conversationId), { gone: true }, options)) return;
    }
    throw new Unavailable('Others were writing into this conversation all the time.');
  }

  async #list(conversation: Conversation): Promise<void> {
    const entry = ConversationEntry.parse(conversation);
    let forgotten: ConversationEntry[] = [];
    await this.#changeIndex(conversation.userId, (entries) => {
      const next = listed(entries, entry);
      forgotten = next.forgotten;
      return next.kept;
    });
    for (const { conversationId } of forgotten) await this.#bury(conversationId);
  }

  async #unlist(conversationId: ConversationId, userId: UserId): Promise<void> {
    await this.#changeIndex(userId, (entries) => entries.filter((one) => one.conversationId !== conversationId));
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
