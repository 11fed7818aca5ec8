import { accessTokenSeconds } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type KeyTimes, leadMs, nextKey, signingKey, verifyingKeys } from '../src/signing-key.ts';

const start = new Date('2026-03-01T12:00:00Z').getTime();
const at = (ms: number) => new Date(start + ms);
const day = 24 * 3_600_000;

function make(keys: KeyTimes[], ms: number, afterMs = 0): KeyTimes[] {
  const next = nextKey(keys, { now: at(ms), afterMs });
  return next ? [...keys, next] : keys;
}

describe('the signing key', () => {
  test('is there from the first moment', () => {
    const keys = make([], 0);
    expect(signingKey(keys, at(0))?._id).toBe(1);
  });

  test('is there also for a replica whose clock is behind that of the one that made it', () => {
    expect(signingKey(make([], 0), at(-5_000))?._id).toBe(1);
  });

  test('is replaced when it is old, and not before', () => {
    const first = make([], 0);
    expect(make(first, 30 * day - 1, 30 * day)).toHaveLength(1);
    expect(make(first, 30 * day, 30 * day)).toHaveLength(2);
  });

  test('is shown for a while before it signs', () => {
    const keys = make(make([], 0), day);
    expect(signingKey(keys, at(day + leadMs - 1))?._id).toBe(1);
    expect(signingKey(keys, at(day + leadMs))?._id).toBe(2);
    expect(verifyingKeys(keys, at(day)).map((key) => key._id)).toEqual([1, 2]);
  });

  test('is not replaced by yet another one before it has begun to sign', () => {
    const keys = make(make([], 0), day);
    expect(make(keys, day + leadMs - 1)).toEqual(keys);
    expect(make(keys, day + leadMs)).toHaveLength(3);
  });

  test('verifies until the last of its tokens is gone, and no longer', () => {
    const keys = make(make([], 0), day);
    const lastToken = day + leadMs - 1;
    const gone = lastToken + accessTokenSeconds * 1_000;
    expect(verifyingKeys(keys, at(gone)).map((key) => key._id)).toEqual([1, 2]);
    expect(verifyingKeys(keys, at(gone + 60_002)).map((key) => key._id)).toEqual([2]);
  });

  test('exists and verifies its tokens for their whole life at every moment of any history of rotations', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 20 * 60_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(pauses, fc.nat(20 * 60_000), (history, later) => {
        let ms = 0;
        let keys = make([], ms);
        for (const pause of history) {
          ms += pause;
          keys = make(keys, ms);
        }
        const signer = signingKey(keys, at(ms + later));
        const tokensEnd = at(ms + later + accessTokenSeconds * 1_000);
        expect(verifyingKeys(make(keys, ms + later), tokensEnd)).toContain(signer);
      }),
    );
  });
});
