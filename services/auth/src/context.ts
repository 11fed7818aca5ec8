import type { UserId } from '@credenza/contracts';
import {
  type Aggregates,
  type Audit,
  type Dapr,
  type Deps,
  type Log,
  type RateLimits,
  type TokenCheck,
  tokenCheck,
} from '@credenza/service-kit';
import { type Blobs, openBlobs } from '@credenza/service-kit/blobs';
import type { z } from 'zod';
import { Checklists } from './checklist.store.ts';
import type { config } from './config.ts';
import { type InvitationTraces, openInvitationTraces } from './invitation-traces.store.ts';
import { KeyRing } from './key-ring.ts';
import { PasswordHashes } from './password-hashes.ts';
import { openPrivacyRequests, type PrivacyRequests } from './privacy-request.store.ts';
import { replaceKey } from './replace-key.ts';
import { seal, unseal } from './sealed.ts';
import { Sessions } from './session.store.ts';
import { openShops } from './shop.store.ts';
import type { ShopState } from './shop.ts';
import { StoredKeys } from './signing-key.store.ts';
import { openUsers } from './user.store.ts';
import type { UserState } from './user.ts';

/** What handlers may use. */
export interface Context {
  users: Aggregates<UserState>;
  shops: Aggregates<ShopState>;
  /** Shops that this process knows to have a product. */
  stocked: Set<UserId>;
  checklists: Checklists;
  /** Keeps payout accounts from the eyes of whoever reads the database. */
  payoutAccounts: { seal(text: string): Promise<string>; unseal(sealed: string): Promise<string> };
  /** The files of the shops' documents. */
  blobs: Blobs;
  sessions: Sessions;
  keys: KeyRing;
  checkToken: TokenCheck;
  passwords: PasswordHashes;
  /** What people want done with all that is known about them. */
  privacyRequests: PrivacyRequests;
  invitationTraces: InvitationTraces;
  /** Asks other services. */
  dapr: Dapr;
  limits: RateLimits;
  audit: Audit;
  log: Log;
  settings: {
    publicUrl: string;
    /** Whether the shop is reached by https. */
    secure: boolean;
    keyLifetimeMs: number;
    admin: { email: string; password: string } | undefined;
  };
  now(): Date;
}

/**
 * Opens the stores and makes sure that there is a key to sign with.
 *
 * @param deps what the kit gives
 * @returns the context
 * @throws ConfigError when AUTH_KEY_SECRET is not the one that the stored keys were sealed with
 */
export async function makeContext(deps: Deps<z.output<typeof config>>): Promise<Context> {
  const { config: env, db, limits, audit, log, now } = deps;
  const keys = new KeyRing(new StoredKeys(db), { secret: env.AUTH_KEY_SECRET, now });
  const keyLifetimeMs = env.KEY_ROTATION_DAYS * 24 * 3_600_000;
  await replaceKey({ keys, audit }, { actor: 'system', afterMs: keyLifetimeMs });
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = env;
  const shops = openShops(deps);
  return {
    users: openUsers(deps),
    shops,
    stocked: new Set(),
    checklists: new Checklists(deps),
    payoutAccounts: {
      seal: (text) => seal(text, env.AUTH_KEY_SECRET, 'payout accounts'),
      unseal: (sealed) => unseal(sealed, env.AUTH_KEY_SECRET, 'payout accounts'),
    },
    blobs: await openBlobs(env),
    sessions: new Sessions(db),
    keys,
    checkToken: tokenCheck(keys.find),
    passwords: new PasswordHashes({
      memoryKib: env.ARGON2_MEMORY_KIB,
      passes: env.ARGON2_PASSES,
      concurrency: env.ARGON2_CONCURRENCY,
    }),
    privacyRequests: openPrivacyRequests(deps),
    invitationTraces: openInvitationTraces(shops, deps.relay),
    dapr: deps.dapr,
    limits,
    audit,
    log,
    settings: {
      publicUrl: env.PUBLIC_URL,
      secure: new URL(env.PUBLIC_URL).protocol === 'https:',
      keyLifetimeMs,
      admin: email !== undefined && password !== undefined ? { email, password } : undefined,
    },
    now,
  };
}
