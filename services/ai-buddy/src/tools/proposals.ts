import { newId, ProposalId, UserId } from '@credenza/contracts';
import { Conflict, type Dapr, NotFound, Unauthenticated } from '@credenza/service-kit';
import { z } from 'zod';
import { ProposalView } from '../answer/answer.ts';
import type { Caller } from './caller.ts';
import type { Shop } from './shop.ts';

/** How long somebody may think about it, in seconds. */
export const proposalSeconds = 600;
/** How long it is remembered what became of it, in seconds. */
const keptSeconds = 24 * 3_600;

const StoredProposal = ProposalView.extend({
  userId: UserId,
  request: z.object({
    service: z.enum(['cart', 'order']),
    method: z.literal('POST'),
    path: z.string(),
    body: z.looseObject({}),
  }),
  state: z.enum(['open', 'done']),
});
type StoredProposal = z.infer<typeof StoredProposal>;

/** What somebody could confirm. */
export type Suggestion = Pick<StoredProposal, 'action' | 'summary' | 'request'>;

/** What was proposed to whom, until they confirm it or it is too late. */
export class Proposals {
  readonly #state: Dapr['state'];
  readonly #shop: Shop;
  readonly #now: () => Date;

  /** @param parts where they are kept, who carries them out, and the clock */
  constructor(parts: { state: Dapr['state']; shop: Shop; now: () => Date }) {
    this.#state = parts.state;
    this.#shop = parts.shop;
    this.#now = parts.now;
  }

  /**
   * Keeps what the user may confirm; nothing else happens.
   *
   * @param suggestion what would be done
   * @param caller to whom it is proposed
   * @returns what to show them
   * @throws Unauthenticated when nobody is signed in
   */
  async propose(suggestion: Suggestion, { user }: Caller): Promise<ProposalView> {
    if (!user) throw new Unauthenticated('Sign in, and I can prepare that for you.');
    const proposalId = newId(ProposalId);
    const expiresAt = new Date(this.#now().getTime() + proposalSeconds * 1_000).toISOString();
    const kept: StoredProposal = { ...suggestion, proposalId, expiresAt, userId: user.id, state: 'open' };
    await this.#state.set(keyOf(proposalId), kept, { ttlSeconds: keptSeconds });
    return ProposalView.parse(kept);
  }

  /**
   * Carries out what was proposed, with the token of whoever confirms it. However often and from however many tabs it is
   * confirmed, it happens once: the proposal's id is the Idempotency-Key.
   *
   * @param proposalId the proposal
   * @param caller who confirms it
   * @returns the proposal
   * @throws NotFound when it is somebody else's or forgotten; Conflict when it has expired; the other service's refusal
   */
  async confirm(proposalId: ProposalId, caller: Caller): Promise<ProposalView> {
    const found = await this.#state.get(keyOf(proposalId), StoredProposal);
    if (!found || found.value.userId !== caller.user?.id) throw new NotFound('proposal');
    const { value, etag } = found;
    if (value.state === 'done') return ProposalView.parse(value);
    if (Date.parse(value.expiresAt) <= this.#now().getTime())
      throw new Conflict('This proposal has expired. Ask again, and I will look up what counts now.');
    await this.#shop.ask({ ...value.request, key: proposalId }, caller, z.unknown());
    // Lost against another tab: both have sent the same key, so it happened once.
    await this.#state.set(keyOf(proposalId), { ...value, state: 'done' }, { etag, ttlSeconds: keptSeconds });
    return ProposalView.parse(value);
  }
}

function keyOf(proposalId: ProposalId): string {
  return `proposal:${proposalId}`;
}
