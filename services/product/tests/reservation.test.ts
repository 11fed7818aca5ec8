import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cancel,
  commit,
  expire,
  giveUp,
  mayReopen,
  mayRetake,
  moveOn,
  type Reservation,
  restock,
  retake,
} from '../src/reservation.ts';

const lines = [
  { variantId: 'var_01j9zq6v8xe3tbd5wqmg8d2r4c', productId: 'prd_01j9zq6v8xe3tbd5wqmg8d2r4c', quantity: 2 },
];
const now = new Date('2026-01-01T12:00:00Z');
const reservation = (state: Partial<Reservation> = {}) => ({
  _id: 'ord_01j9zq6v8xe3tbd5wqmg8d2r4c',
  version: 1,
  status: 'held' as const,
  lines,
  offers: [],
  expiresAt: new Date('2026-01-01T11:59:00Z'),
  attempt: 'first',
  ...state,
});

describe('a held reservation', () => {
  test('is committed when the order is paid', () => {
    expect(commit(reservation())).toEqual({ state: { status: 'committed' }, facts: [] });
  });

  test('is released when the order is canceled', () => {
    expect(cancel(reservation())?.state).toEqual({ status: 'released', releasedBy: 'cancel' });
  });

  test('expires when its time is over, and the order is told which pieces it has lost', () => {
    expect(expire(reservation(), now)).toMatchObject({
      state: { status: 'released', releasedBy: 'expiry' },
      facts: [{ type: 'stock.released', data: { reason: 'expired', lines } }],
    });
  });

  test('does not expire before', () => {
    expect(expire(reservation({ expiresAt: new Date('2026-01-01T12:00:01Z') }), now)).toBeUndefined();
  });
});

describe('a committed reservation', () => {
  const committed = reservation({ status: 'committed' });

  test('is neither released nor expired: the pieces are sold', () => {
    expect([cancel(committed), expire(committed, now), commit(committed)]).toEqual([undefined, undefined, undefined]);
  });

  test('is restocked when the paid order is canceled', () => {
    expect(restock(committed)?.state).toEqual({ status: 'restocked' });
  });
});

describe('a released reservation', () => {
  const released = (releasedBy: Reservation['releasedBy']) => reservation({ status: 'released', releasedBy });

  test('may be opened by a late payment only when its time was over or its command died', () => {
    expect((['cancel', 'expiry', 'crash', 'sold-out'] as const).map((by) => mayRetake(released(by)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('may be opened by the command again only when that had died', () => {
    expect((['cancel', 'expiry', 'crash', 'sold-out'] as const).map((by) => mayReopen(released(by)))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  test('moves on before pieces go back that it does not know, as long as some attempt may still open it', () => {
    const moves = (state: Reservation) => moveOn({ ...reservation(), ...state }, ['first', 'slow']) !== undefined;
    expect((['cancel', 'expiry', 'crash', 'sold-out'] as const).map((by) => moves(released(by)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(moveOn(released('crash'), ['first'])).toBeUndefined();
    expect(moves(reservation({ status: 'held' }))).toBe(false);
  });

  test('becomes the late payment’s with the pieces that were taken anew', () => {
    expect(retake(released('expiry'), lines, 'second')?.state).toMatchObject({
      status: 'committed',
      attempt: 'second',
      releasedBy: undefined,
      lines,
    });
    expect(retake(released('cancel'), lines, 'second')).toBeUndefined();
  });

  test('tells a late payment once that there is nothing left', () => {
    expect(giveUp(released('expiry'), lines)).toMatchObject({
      state: { releasedBy: 'sold-out' },
      facts: [{ type: 'stock.released' }],
    });
    expect(giveUp(released('sold-out'), lines)).toBeUndefined();
  });

  test('is closed for good by a cancellation that comes after its expiry', () => {
    expect(cancel(released('expiry'))?.state).toEqual({ status: 'released', releasedBy: 'cancel' });
    expect(cancel(released('cancel'))).toBeUndefined();
  });
});

test('no sequence of commands brings a canceled order back, sells twice or restocks what was not sold', () => {
  const commands = ['commit', 'cancel', 'restock', 'expire', 'retake', 'giveUp'] as const;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...commands), { maxLength: 20 }), (sequence) => {
      let state = reservation();
      let canceled = false;
      let sold = 0;
      for (const command of sequence) {
        const decision = {
          commit: () => commit(state),
          cancel: () => cancel(state),
          restock: () => restock(state),
          expire: () => expire(state, now),
          retake: () => retake(state, lines, 'later'),
          giveUp: () => giveUp(state, lines),
        }[command]();
        if (!decision) continue;
        const before = state;
        state = Object.assign({ ...state }, decision.state);
        if (state.status === 'committed' && before.status !== 'committed') sold += 1;
        if (state.status === 'restocked') sold -= 1;
        if (canceled) expect(state.status).toBe('released');
        if (state.releasedBy === 'cancel') canceled = true;
        expect(sold === 0 || sold === 1).toBe(true);
        expect(sold === 1).toBe(state.status === 'committed');
      }
    }),
    { numRuns: 2_000 },
  );
});
