import { type SessionId, UserId } from '@credenza/contracts';
import type { Stored } from '@credenza/service-kit';
import { familyHash, successor, tokenHash } from './refresh-token.ts';
import type { UserState } from './user.ts';

const days = 24 * 3_600_000;
/** A session ends when it was not used for this long, in ms … */
export const slidingMs = 30 * days;
/** … and when it is this old, however much it is used, in ms. */
export const absoluteMs = 90 * days;
/** How long a rotated token still answers the client that rotated it, in ms. */
export const graceMs = 30_000;

export type EndReason = 'logout' | 'logout-everywhere' | 'revoked' | 'password' | 'reuse' | 'removed' | 'erased';

/** One use of a refresh token that others may have raced with. */
export interface Rotation {
  /** The token that was used. */
  tokenHash: string;
  /** Together with that token it gives the successor. */
  salt: string;
  at: Date;
  /** Who used it. */
  marker: string;
}

/** Somebody signed in with one client: a family of refresh tokens, of which the newest counts. */
export interface Session {
  _id: SessionId;
  userId: UserId;
  /** The password's serial when the session was opened. */
  passwordSerial: number;
  familyHash: string;
  tokenHash: string;
  /** The rotations of the last half minute, oldest first. */
  rotations: Rotation[];
  userAgent: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  endedAt?: Date;
  endedBecause?: EndReason;
}

/** What comes of a refresh token that was shown. */
export type Refresh =
  /** It is the newest: write the change, if the token is still the newest, and give out its successor. */
  | { outcome: 'rotate'; token: string; change: RotationChange }
  /** Another tab was a moment faster: give out the token that the other one got. */
  | { outcome: 'joined'; token: string }
  /** It was used before: two parties have it, so the family must end. */
  | { outcome: 'reused' }
  /** The session is over. */
  | { outcome: 'over' };

export interface RotationChange {
  tokenHash: string;
  rotations: Rotation[];
  lastUsedAt: Date;
  expiresAt: Date;
}

/**
 * @param id the new session's id
 * @param of whose it is, with the password that was shown; its first refresh token; what the client calls itself
 * @param now the time
 * @returns the session
 */
export function openSession(
  id: SessionId,
  of: { user: Stored<UserState>; token: string; userAgent: string },
  now: Date,
): Session {
  return {
    _id: id,
    userId: UserId.parse(of.user._id),
    passwordSerial: of.user.passwordSerial,
    familyHash: familyHash(of.token),
    tokenHash: tokenHash(of.token),
    rotations: [],
    userAgent: of.userAgent,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: expiryOf(now, now),
  };
}

/**
 * @param session a session
 * @param passwordSerial the account's present one
 * @param now the time
 * @returns whether somebody is still signed in with it
 */
export function isLive(
  session: Pick<Session, 'endedAt' | 'expiresAt' | 'passwordSerial'>,
  passwordSerial: number,
  now: Date,
): boolean {
  return session.endedAt === undefined && session.expiresAt > now && session.passwordSerial === passwordSerial;
}

/**
 * @param createdAt when the session was opened
 * @param usedAt when it was used last
 * @returns when it ends by itself
 */
export function expiryOf(createdAt: Date, usedAt: Date): Date {
  return new Date(Math.min(usedAt.getTime() + slidingMs, createdAt.getTime() + absoluteMs));
}

/**
 * Decides about a refresh token of a live session's family.
 *
 * @param session the session
 * @param shown the token, the marker of the client that shows it (see client.ts), a fresh salt and the account's password serial
 * @param now the time
 * @returns what comes of it
 */
export function decideRefresh(
  session: Session,
  shown: { token: string; marker: string; salt: string; passwordSerial: number },
  now: Date,
): Refresh {
  if (!isLive(session, shown.passwordSerial, now)) return { outcome: 'over' };
  const hash = tokenHash(shown.token);
  const recent = session.rotations.filter((rotation) => now.getTime() - rotation.at.getTime() <= graceMs);
  if (hash === session.tokenHash) {
    const token = successor(shown.token, shown.salt);
    const rotation = { tokenHash: hash, salt: shown.salt, at: now, marker: shown.marker };
    const change = {
      tokenHash: tokenHash(token),
      rotations: [...recent, rotation].slice(-mostRotations),
      lastUsedAt: now,
      expiresAt: expiryOf(session.createdAt, now),
    };
    return { outcome: 'rotate', token, change };
  }
  const raced = recent.findIndex((rotation) => rotation.tokenHash === hash);
  if (raced === -1 || recent[raced]?.marker !== shown.marker) return { outcome: 'reused' };
  // Walks on to the newest token instead of giving out a sibling, so that the family has one line of descent.
  const token = recent.slice(raced).reduce((before, { salt }) => successor(before, salt), shown.token);
  return { outcome: 'joined', token };
}

/** Keeps the document small under a client that refreshes without need. */
const mostRotations = 20;
