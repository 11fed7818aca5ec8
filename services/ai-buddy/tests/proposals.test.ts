import { newId, ProposalId, SessionId, UserId, VariantId } from '@credenza/contracts';
import { type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import type { Caller } from '../src/tools/caller.ts';
import { Proposals, proposalSeconds, type Suggestion } from '../src/tools/proposals.ts';

let kit: Harness<Context>;
let proposals: Proposals;

beforeAll(async () => {
  kit = await startForTest(service);
  proposals = kit.running.context.proposals;
});
afterAll(() => kit?.stop());

const somebody = (): Caller => ({
  user: { id: newId(UserId), role: 'buyer', name: 'Ada', sessionId: newId(SessionId) },
  authorization: 'Bearer x',
  signal: new AbortController().signal,
});
const suggestion = (): Suggestion => ({
  action: 'add-to-cart',
  summary: 'Put 1 × Larkspur desk into your cart',
  request: {
    service: 'cart',
    method: 'POST',
    path: '/api/cart/lines',
    body: { variantId: newId(VariantId), quantity: 1 },
  },
});
const later = (seconds: number) => {
  const { dapr, shop } = kit.running.context;
  return new Proposals({ state: dapr.state, shop, now: () => new Date(Date.now() + seconds * 1_000) });
};

describe('a proposal', () => {
  test('shows what will happen and until when, and not how', async () => {
    const proposal = await proposals.propose(suggestion(), somebody());
    expect(Object.keys(proposal).sort()).toEqual(['action', 'expiresAt', 'proposalId', 'summary']);
    const seconds = (Date.parse(proposal.expiresAt) - Date.now()) / 1_000;
    expect(seconds).toBeLessThanOrEqual(proposalSeconds);
    expect(seconds).toBeGreaterThan(proposalSeconds - 60);
  });

  test('is made to somebody', async () => {
    await expect(proposals.propose(suggestion(), { ...somebody(), user: undefined })).rejects.toMatchObject({
      type: 'unauthenticated',
    });
  });

  test('cannot be confirmed by others, by guests or when there is none', async () => {
    const { proposalId } = await proposals.propose(suggestion(), somebody());
    for (const who of [somebody(), { ...somebody(), user: undefined }]) {
      await expect(proposals.confirm(proposalId, who)).rejects.toMatchObject({ type: 'not-found' });
    }
    await expect(proposals.confirm(newId(ProposalId), somebody())).rejects.toMatchObject({ type: 'not-found' });
  });

  test('is over after a while, and says so', async () => {
    const ada = somebody();
    const { proposalId } = await proposals.propose(suggestion(), ada);
    await expect(later(proposalSeconds + 1).confirm(proposalId, ada)).rejects.toMatchObject({
      type: 'conflict',
      message: expect.stringContaining('has expired'),
    });
  });

  test('that could not be carried out stays open, to be confirmed again', async () => {
    const ada = somebody();
    const { proposalId } = await proposals.propose(suggestion(), ada);
    // There is no cart beside this service.
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(proposals.confirm(proposalId, ada)).rejects.toMatchObject({ type: 'unavailable' });
    }
  });

  test('is confirmed by a buyer alone, whatever the id', async () => {
    const seller = await kit.user('seller');
    const path = `/api/assistant/confirmations/${newId(ProposalId)}`;
    await kit.http.post(path).set('authorization', seller.authorization).expect(403);
    const buyer = await kit.user('buyer');
    await kit.http.post('/api/assistant/confirmations/all').set('authorization', buyer.authorization).expect(400);
  });
});
