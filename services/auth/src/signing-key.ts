import { accessTokenSeconds } from '@credenza/contracts';

/**
 * A new key is shown before it signs, in ms: longer than any replica or cache goes without reading the key set anew, so
 * that every service knows a key before it meets a token of it.
 */
export const leadMs = 60_000;
/** What clocks may differ by, in ms. */
const leewayMs = 60_000;

/** When a key was made and from when on it signs. */
export interface KeyTimes {
  /** Counts the keys; there is one of each number, so that two replicas never make the same key twice. */
  _id: number;
  createdAt: Date;
  signsFrom: Date;
}

/**
 * @param keys all keys
 * @param now the time
 * @returns the one that signs: the newest whose time has come, so that every replica comes to the same one; the first
 *   key signs even where the clock is a little behind that of its maker
 */
export function signingKey<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | undefined {
  return keys.filter((key) => key._id === 1 || key.signsFrom <= now).reduce<Key | undefined>(newer, undefined);
}

/**
 * @param keys all keys
 * @param now the time
 * @returns those whose tokens may still be about, and those that will sign
 */
export function verifyingKeys<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key[] {
  return keys.filter((key) => {
    const after = keys.filter((other) => other._id > key._id).map((other) => other.signsFrom.getTime());
    const signsUntil = Math.min(...after);
    return signsUntil + accessTokenSeconds * 1_000 + leewayMs > now.getTime();
  });
}

/**
 * @param keys all keys
 * @param options the time, and the age in ms at which a key is replaced (0: now)
 * @returns number and times of the key to make; undefined when the newest is young enough or has not even begun to sign
 */
export function nextKey(keys: readonly KeyTimes[], options: { now: Date; afterMs: number }): KeyTimes | undefined {
  const { now, afterMs } = options;
  const newest = keys.reduce<KeyTimes | undefined>(newer, undefined);
  if (!newest) return { _id: 1, createdAt: now, signsFrom: now };
  if (newest.signsFrom > now || newest.signsFrom.getTime() + afterMs > now.getTime()) return undefined;
  return { _id: newest._id + 1, createdAt: now, signsFrom: new Date(now.getTime() + leadMs) };
}

function newer<Key extends KeyTimes>(best: Key | undefined, key: Key): Key {
  return best && best._id > key._id ? best : key;
}
