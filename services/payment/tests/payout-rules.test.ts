import { BatchId, newId, PayoutId, UserId } from '@credenza/contracts';
import { Conflict, type Decision, Forbidden, type Stored } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TransferResult } from '../src/bank.ts';
import { type Batch, type BatchState, closeBatch, decideBatch } from '../src/batch.ts';
import {
  approvePayout,
  nextTask,
  notePosted,
  type Payout,
  PayoutState,
  recordTransfer,
  skipPayout,
  takePayout,
  transitions,
} from '../src/payout.ts';
import { whyNot } from '../src/payout-plan.ts';
import { endDrafts } from '../src/payout-postings.ts';
import type { Seller } from '../src/seller.store.ts';

const now = new Date('2026-11-23T12:00:00Z');
const inState = (state: PayoutState): Stored<Payout> => ({
  _id: newId(PayoutId),
  version: 1,
  batchId: newId(BatchId),
  sellerId: newId(UserId),
  amount: 1_800,
  currency: 'EUR',
  state,
  createdAt: now,
});
const after = (payout: Stored<Payout>, decision: Decision<Payout> | undefined): Stored<Payout> => ({
  ...payout,
  ...(decision?.state as Payout | undefined),
});
const says: Record<TransferResult['status'], TransferResult> = {
  sent: { status: 'sent', reference: 'b_1' },
  settled: { status: 'settled', reference: 'b_1' },
  returned: { status: 'returned', reason: 'account_closed' },
};

describe('a payout', () => {
  test.each([
    ['proposed', undefined],
    ['approved', 'take'],
    ['taken', 'send'],
    ['sent', 'ask'],
    ['settled', undefined],
    ['returned', undefined],
    ['skipped', undefined],
  ] as const)('that is %s waits for: %s', (state, task) => {
    expect(nextTask(inState(state))).toBe(task);
    expect(nextTask({ ...inState(state), unbooked: true })).toBe('book');
  });

  test('never goes to the bank before its money is taken', () => {
    for (const state of ['proposed', 'approved', 'skipped'] as const)
      for (const result of Object.values(says)) expect(recordTransfer(inState(state), result, now)).toBeUndefined();
  });

  test('can be skipped only while its money is where it was', () => {
    const skipped = PayoutState.options.filter((state) => skipPayout(inState(state), 'suspended', now));
    expect(skipped).toEqual(['proposed', 'approved']);
  });

  test('is approved once, and taken once, with what there was to take', () => {
    expect(PayoutState.options.filter((state) => approvePayout(inState(state), now))).toEqual(['proposed']);
    const taken = after(inState('approved'), takePayout(inState('approved'), 1_700, now));
    expect(taken).toMatchObject({ state: 'taken', amount: 1_700 });
    expect(takePayout(taken, 1_600, now)).toBeUndefined();
  });

  test('that is settled is told with the bank’s name for it, and one that comes back with the reason', () => {
    expect(recordTransfer(inState('sent'), says.settled, now)).toMatchObject({
      state: { state: 'settled', reference: 'b_1', unbooked: true },
      facts: [{ type: 'payout.settled', data: { amount: 1_800, reference: 'b_1' } }],
    });
    expect(recordTransfer(inState('settled'), says.returned, now)).toMatchObject({
      state: { state: 'returned', reason: 'account_closed', unbooked: true },
      facts: [{ type: 'payout.returned', data: { reason: 'account_closed' } }],
    });
    expect(recordTransfer(inState('taken'), says.sent, now)?.facts).toEqual([]);
  });

  test('has somebody who goes on with it until it is at rest', () => {
    for (const [state, steps] of Object.entries(transitions)) {
      for (const next of Object.values(steps)) expect(transitions[next]).toBeDefined();
      if (nextTask(inState(PayoutState.parse(state)))) expect(Object.keys(steps).length).toBeGreaterThan(0);
    }
    expect(notePosted(inState('settled'))).toBeUndefined();
    expect(notePosted({ ...inState('settled'), unbooked: true })?.state).toHaveProperty('nextAt', undefined);
  });

  test('whatever the bank says in whatever order: is told once as settled and once as returned at most, and its postings fit', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('sent', 'settled', 'returned', 'booked'), { maxLength: 12 }), (heard) => {
        let payout = inState('taken');
        const told: string[] = [];
        for (const word of heard) {
          const result = says[word as TransferResult['status']];
          const decision = result ? recordTransfer(payout, result, now) : notePosted(payout);
          told.push(...(decision?.facts ?? []).map(({ type }) => type));
          payout = after(payout, decision);
        }
        const count = (type: string) => told.filter((one) => one === type).length;
        expect(count('payout.settled')).toBe(payout.settledAt ? 1 : 0);
        expect(count('payout.returned')).toBe(payout.returnedAt ? 1 : 0);
        const moved = endDrafts(payout).flatMap(({ entries }) => (Array.isArray(entries) ? entries : []));
        const on = (name: string) =>
          moved.filter(({ account }) => account === name).reduce((sum, { amount }) => sum + amount, 0);
        // From its way it has gone once, be it to the bank account or back; and where it came back from, nothing is missing.
        expect(on('payout')).toBe(payout.settledAt || payout.returnedAt ? 1_800 : 0);
        expect(on('provider')).toBe(payout.settledAt && !payout.returnedAt ? -1_800 : 0);
        expect(on(`seller:${payout.sellerId}:available`)).toBe(payout.returnedAt ? -1_800 : 0);
      }),
    );
  });
});

describe('a batch', () => {
  const [creator, other] = [newId(UserId), newId(UserId)];
  const batch = (state: BatchState): Stored<Batch> => ({
    _id: newId(BatchId),
    version: 1,
    currency: 'EUR',
    state,
    count: 2,
    amount: 9,
    createdBy: creator,
    createdAt: now,
  });

  test('is decided once, and remembers by whom until its payouts know', () => {
    const decided = decideBatch(batch('proposed'), 'approved', other, 'other', now);
    expect(decided?.state).toEqual({ state: 'approved', decidedBy: other, decidedAt: now, openAt: now });
    expect(decideBatch(batch('approved'), 'approved', other, 'other', now)).toBeUndefined();
    expect(closeBatch({ ...batch('approved'), openAt: now })?.state).toEqual({ openAt: undefined });
    expect(closeBatch(batch('approved'))).toBeUndefined();
  });

  test('cannot be decided otherwise afterwards', () => {
    expect(() => decideBatch(batch('approved'), 'discarded', other, 'anyone', now)).toThrow(Conflict);
    expect(() => decideBatch(batch('discarded'), 'approved', other, 'anyone', now)).toThrow(Conflict);
  });

  test('asks for four eyes only where that was chosen, and never to discard', () => {
    expect(() => decideBatch(batch('proposed'), 'approved', creator, 'other', now)).toThrow(Forbidden);
    expect(decideBatch(batch('proposed'), 'approved', creator, 'anyone', now)?.state.state).toBe('approved');
    expect(decideBatch(batch('proposed'), 'discarded', creator, 'other', now)?.state.state).toBe('discarded');
  });
});

describe('whether a shop is paid', () => {
  const shop = (about: Partial<Seller> = {}): Seller => ({
    _id: newId(UserId),
    name: 'Nordlicht',
    state: 'active',
    payoutReady: true,
    version: 1,
    ...about,
  });

  test.each([
    ['all is well', 1_000, shop(), undefined],
    ['it owes', -1, shop(), 'negative'],
    ['nothing is there', 0, shop(), 'nothing-available'],
    ['too little is there', 999, shop(), 'below-minimum'],
    ['it is suspended', 1_000, shop({ state: 'suspended' }), 'suspended'],
    ['it has closed: what was sold is paid', 1_000, shop({ state: 'closed' }), undefined],
    ['it has no account', 1_000, shop({ payoutReady: false }), 'no-payout-account'],
    ['nobody has heard of it', 1_000, undefined, 'no-payout-account'],
  ])('when %s', (_what, available, seller, why) => {
    expect(whyNot(available, 1_000, seller)).toBe(why);
  });
});
