import type { ProductId } from '@credenza/contracts';
import { type Dapr, Unavailable } from '@credenza/service-kit';
import { gistOf, noted, type ReviewNews, ReviewNotes } from './gist.ts';
import type { Knowledge } from './knowledge.ts';

/** How often a change is tried again that another replica has overtaken. */
const tries = 20;

/** What is kept of reviews, in the state store, and the passage about them. */
export class ReviewShelf {
  readonly #state: Dapr['state'];
  readonly #knowledge: Knowledge;

  /**
   * @param state the Dapr state store
   * @param knowledge where the passages go
   */
  constructor(state: Dapr['state'], knowledge: Knowledge) {
    this.#state = state;
    this.#knowledge = knowledge;
  }

  /**
   * Takes in what has happened to a review. The passage follows from the notes and bears their version, so it may be made again after a
   * crash, and an older one never replaces a newer one.
   *
   * @param productId its product
   * @param news what has happened
   * @throws Unavailable when the state store does not take it; the same may be tried again
   */
  async take(productId: ProductId, news: ReviewNews): Promise<void> {
    const key = `reviews:${productId}`;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const found = await this.#state.get(key, ReviewNotes);
      const after = noted(found?.value, news);
      const guard = found ? { etag: found.etag } : { ifMissing: true as const };
      if (after && !(await this.#state.set(key, after, guard))) continue;
      const notes = after ?? found?.value;
      if (notes) await this.#knowledge.learn([gistOf(productId, notes)]);
      return;
    }
    throw new Unavailable('Too many change the reviews of a product at once.');
  }
}
