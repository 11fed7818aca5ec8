import { type Role, type UserId, userRegistered } from '@credenza/contracts';
import { type Decision, Invalid, type Stored } from '@credenza/service-kit';
import { resemblesEmail } from './password.ts';

/** An account. */
export interface UserState {
  /** Normalised and unique. */
  email: string;
  /** What others see: a buyer's name, a seller's shop. */
  name: string;
  /** What it was opened as; a seller has opened a shop with it. What it may do now: `actingRole` in membership.ts. */
  role: Role;
  passwordHash: string;
  /** Counts the password's changes; a session that was opened with an older one is over. */
  passwordSerial: number;
  createdAt: Date;
  /** Set once nothing is known of its owner any more. */
  erasedAt?: Date | undefined;
}

/** What somebody says about the account to open. */
export interface Registration {
  email: string;
  name: string;
  role: Role;
  passwordHash: string;
  /** Whether it comes with an invitation: it then acts as a seller by being a member, and opens no shop. */
  invited?: boolean | undefined;
  /** Language tags as the browser prefers them; told to whoever writes to the account, and not kept here. */
  languages?: string[] | undefined;
}

/**
 * @param userId the new account's id
 * @param asked who wants to register
 * @param now the time
 * @returns the account; buyers and sellers are announced, an administrator is nobody's customer
 */
export function openAccount(
  userId: UserId,
  asked: Registration,
  now: Date,
): Decision<UserState> & { state: UserState } {
  const { invited = false, languages = [], ...account } = asked;
  const { email, name, role } = account;
  const facts =
    role === 'admin'
      ? []
      : [userRegistered.of({ userId, email, name, role, ...(languages.length > 0 && { languages }) })];
  return { state: { ...account, ...(invited && { role: 'buyer' }), passwordSerial: 1, createdAt: now }, facts };
}

/**
 * @param user the account
 * @param verified the serial of the password that was shown to be known
 * @param passwordHash the new one
 * @returns the change, which ends every session of the old password; undefined when the password changed meanwhile
 */
export function replacePassword(
  user: Stored<UserState>,
  verified: number,
  passwordHash: string,
): Decision<UserState> | undefined {
  if (user.passwordSerial !== verified) return undefined;
  return { state: { passwordHash, passwordSerial: user.passwordSerial + 1 }, facts: [] };
}

/**
 * @param user the account
 * @param verified the hash that the password was checked against
 * @param passwordHash the same password, hashed with today's parameters
 * @returns the change; undefined when the password changed meanwhile
 */
export function strengthenHash(
  user: Stored<UserState>,
  verified: string,
  passwordHash: string,
): Decision<UserState> | undefined {
  return user.passwordHash === verified ? { state: { passwordHash }, facts: [] } : undefined;
}

/**
 * @param password a proposed password
 * @param email the account's address
 * @param field where the password was, such as `body.password`
 * @throws Invalid when the one is the other
 */
export function refuseOwnEmail(password: string, email: string, field: string): void {
  if (resemblesEmail(password, email)) {
    throw new Invalid('The password gives itself away.', [{ field, message: 'is your email address' }]);
  }
}
