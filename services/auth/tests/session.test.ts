import { newId, SessionId, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstToken, rotationSalt } from '../src/refresh-token.ts';
import { absoluteMs, decideRefresh, graceMs, isLive, openSession, type Session, slidingMs } from '../src/session.ts';

const start = new Date('2026-03-01T12:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const tab = 'the same browser';

function opened(): { session: Session; token: string } {
  const token = firstToken();
  const user = {
    _id: newId(UserId),
    version: 1,
    email: 'alma@example.com',
    name: 'Alma',
    role: 'buyer' as const,
    passwordHash: 'x',
    passwordSerial: 1,
    createdAt: start,
  };
  return { session: openSession(newId(SessionId), { user, token, userAgent: 'test' }, start), token };
}

const show = (session: Session, token: string, ms: number, marker = tab) =>
  decideRefresh(session, { token, marker, salt: rotationSalt(), passwordSerial: 1 }, after(ms));

function rotated(session: Session, token: string, ms: number): { session: Session; token: string } {
  const decision = show(session, token, ms);
  if (decision.outcome !== 'rotate') throw new Error(`not rotated but ${decision.outcome}`);
  return { session: { ...session, ...decision.change }, token: decision.token };
}

describe('a refresh token', () => {
  test('is replaced at every use by one of the same family', () => {
    const { session, token } = opened();
    const next = rotated(session, token, 1_000);
    expect(next.token).not.toBe(token);
    expect(next.token).toHaveLength(token.length);
    expect(rotated(next.session, next.token, 2_000).token).not.toBe(next.token);
  });

  test('is stored nowhere, nor is anything that it could be made from', () => {
    const { session, token } = opened();
    const next = rotated(session, token, 1_000);
    for (const secret of [token, next.token, token.slice(0, 43), token.slice(43), next.token.slice(43)]) {
      expect(JSON.stringify(next.session)).not.toContain(secret);
    }
  });

  test('ends the family when it comes back after the grace window', () => {
    const { session, token } = opened();
    const next = rotated(session, token, 0);
    expect(show(next.session, token, graceMs)).toMatchObject({ outcome: 'joined' });
    expect(show(next.session, token, graceMs + 1)).toEqual({ outcome: 'reused' });
  });

  test('ends the family when another client brings it, even at once', () => {
    const { session, token } = opened();
    const next = rotated(session, token, 0);
    expect(show(next.session, token, 1, 'another browser')).toEqual({ outcome: 'reused' });
  });

  test('ends the family when it was made up for a family that somebody knows', () => {
    const { session, token } = opened();
    expect(show(session, token.slice(0, 43) + firstToken().slice(43), 1)).toEqual({ outcome: 'reused' });
  });

  test('gives a late tab the newest token, however many rotations it has missed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_500 }), { minLength: 1, maxLength: 19 }), (pauses) => {
        const first = opened();
        let newest = first;
        let ms = 0;
        for (const pause of pauses) {
          ms += pause;
          newest = rotated(newest.session, newest.token, ms);
        }
        expect(show(newest.session, first.token, ms)).toEqual({ outcome: 'joined', token: newest.token });
      }),
    );
  });

  test('that two tabs got in a race is one and the same, and its next use rotates it once', () => {
    const { session, token } = opened();
    const winner = rotated(session, token, 0);
    expect(show(winner.session, token, 10)).toEqual({ outcome: 'joined', token: winner.token });
    const next = rotated(winner.session, winner.token, 600_000);
    expect(show(next.session, winner.token, 700_000)).toEqual({ outcome: 'reused' });
  });
});

describe('a session', () => {
  test('ends 30 days after its last use', () => {
    const { session, token } = opened();
    expect(show(session, token, slidingMs - 1)).toMatchObject({ outcome: 'rotate' });
    expect(show(session, token, slidingMs)).toEqual({ outcome: 'over' });
  });

  test('ends after 90 days however much it is used', () => {
    let { session, token } = opened();
    const step = slidingMs - 1;
    for (let ms = step; ms < absoluteMs; ms += step) ({ session, token } = rotated(session, token, ms));
    expect(session.expiresAt).toEqual(after(absoluteMs));
    expect(show(session, token, absoluteMs)).toEqual({ outcome: 'over' });
  });

  test('ends when the password changes or it is ended', () => {
    const { session } = opened();
    expect(isLive(session, 1, start)).toBe(true);
    expect(isLive(session, 2, start)).toBe(false);
    expect(isLive({ ...session, endedAt: start }, 1, start)).toBe(false);
  });

  test('that is over stays over for every token, without another alarm', () => {
    const { session, token } = opened();
    const next = rotated(session, token, 0);
    const ended = { ...next.session, endedAt: after(1) };
    expect(show(ended, token, 60_000)).toEqual({ outcome: 'over' });
    expect(show(ended, next.token, 60_000)).toEqual({ outcome: 'over' });
  });

  test('stays small under a client that refreshes without end', () => {
    let { session, token } = opened();
    for (let i = 0; i < 100; i += 1) ({ session, token } = rotated(session, token, i));
    expect(session.rotations.length).toBeLessThanOrEqual(20);
    ({ session, token } = rotated(session, token, 600_000));
    expect(session.rotations).toHaveLength(1);
  });
});
