import type { UserId } from '@credenza/contracts';
import type { Dapr } from '@credenza/service-kit';
import { z } from 'zod';

const keptSeconds = 2 * 24 * 3_600;
const attempts = 10;
const Spent = z.object({ tokens: z.int() });

/** How many tokens of the model each person has used today (UTC), over all replicas. */
export class TokenBudget {
  readonly #parts: { state: Dapr['state']; now: () => Date; perDay: number };

  /** @param parts where it is counted, the clock, and how many tokens a person has for a day */
  constructor(parts: { state: Dapr['state']; now: () => Date; perDay: number }) {
    this.#parts = parts;
  }

  /**
   * @param userId who
   * @returns how many tokens they have used today
   */
  async spent(userId: UserId): Promise<number> {
    return (await this.#parts.state.get(this.#key(userId), Spent))?.value.tokens ?? 0;
  }

  /**
   * @param userId who
   * @returns whether they may use the model once more; the last use may go beyond what they have
   */
  async allows(userId: UserId): Promise<boolean> {
    return (await this.spent(userId)) < this.#parts.perDay;
  }

  /**
   * Counts what was used. Others that get in the way for long make it be counted too low, which costs less than a lost answer.
   *
   * @param userId who has used it
   * @param tokens how many
   */
  async spend(userId: UserId, tokens: number): Promise<void> {
    const { state } = this.#parts;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await state.get(this.#key(userId), Spent);
      const guard = found ? { etag: found.etag } : ({ ifMissing: true } as const);
      const next = { tokens: (found?.value.tokens ?? 0) + tokens };
      if (await state.set(this.#key(userId), next, { ...guard, ttlSeconds: keptSeconds })) return;
    }
  }

  /**
   * @param userId whose count is to be forgotten
   */
  async forget(userId: UserId): Promise<void> {
    await this.#parts.state.delete(this.#key(userId));
  }

  #key(userId: UserId): string {
    return `model-tokens:${userId}:${this.#parts.now().toISOString().slice(0, 10)}`;
  }
}
