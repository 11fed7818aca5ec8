import { UserId } from '@credenza/contracts';
import { z } from 'zod';
import { PlainError } from '../local/plain-error.ts';
import type { DemoAccount } from './logins.ts';
import { inPool } from './pool.ts';
import { type Answer, expected, type Rest } from './rest.ts';

/** Somebody who is signed in. */
export interface SignedIn {
  account: DemoAccount;
  userId: UserId;
  token: string;
}

/** Passwords are hashed two at a time; a few more keep the line filled. */
const atOnce = 4;

const Reply = z.object({ accessToken: z.string(), user: z.object({ userId: UserId }) });

function signedIn(account: DemoAccount, answer: Answer): SignedIn {
  const { accessToken, user } = expected(answer, Reply, `signing in as ${account.email}`);
  return { account, userId: user.userId, token: accessToken };
}

/**
 * @param rest the marketplace
 * @param account a demo account
 * @returns the session; undefined when there is no such account (or it has another password)
 */
export async function signIn(rest: Rest, account: DemoAccount): Promise<SignedIn | undefined> {
  const { email, password } = account;
  const answer = await rest.ask('POST', '/api/auth/login', { body: { email, password } });
  return answer.status === 401 ? undefined : signedIn(account, answer);
}

/**
 * Opens an account, or signs in when it is there already.
 *
 * @param rest the marketplace
 * @param account a buyer or a seller
 * @returns the session
 * @throws PlainError when the account exists with another password
 */
export async function signUpOrIn(rest: Rest, account: DemoAccount): Promise<SignedIn> {
  const { email, password, name, role } = account;
  const answer = await rest.ask('POST', '/api/auth/register', { body: { email, password, name, role } });
  if (answer.status !== 409) return signedIn(account, answer);
  const session = await signIn(rest, account);
  if (!session) throw new PlainError(`There is an account ${email} already, with another password than the demo's.`);
  return session;
}

/**
 * Signs in everybody, opening the accounts that are missing. Both ways are limited per address, and a wrong guess costs
 * more than a registration; so the first account tells which way to try first.
 *
 * @param rest the marketplace
 * @param accounts buyers and sellers
 * @returns a session for each, in their order
 */
export async function everybody(rest: Rest, accounts: readonly DemoAccount[]): Promise<SignedIn[]> {
  const [first] = accounts;
  const known = first !== undefined && (await signIn(rest, first)) !== undefined;
  return await inPool(accounts, atOnce, async (account) => {
    return (known ? await signIn(rest, account) : undefined) ?? (await signUpOrIn(rest, account));
  });
}
