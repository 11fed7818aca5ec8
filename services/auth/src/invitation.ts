import { createHash, randomBytes } from 'node:crypto';
import type { InvitationId, MemberRole, UserId } from '@credenza/contracts';
import { z } from 'zod';

/** What the link in an invitation's mail shows: 32 random bytes as text. Only its hash is stored with the shop. */
export const InvitationToken = z.string().regex(/^[\w-]{43}$/, 'must be the token of an invitation');

/** How long an invitation is good for after it was sent, in ms. */
export const invitationMs = 7 * 24 * 3_600_000;

/** Somebody who is asked to work for a shop, by the address that the mail went to. */
export interface Invitation {
  invitationId: InvitationId;
  email: string;
  role: MemberRole;
  tokenHash: string;
  invitedBy: UserId;
  sentAt: Date;
  /** How many mails were sent for it. */
  sendings: number;
  expiresAt: Date;
}

/** @returns the token of a new invitation, or of one that is sent again */
export function newInvitationToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * @param token an invitation's token
 * @returns what it is stored as
 */
export function invitationHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
