import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@credenza/contracts';
import { type Running, startService } from '@credenza/service-kit';
import { type Harness, type HarnessOptions, startForTest } from '@credenza/service-kit/testing';
import supertest from 'supertest';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';

export const password = 'a walnut desk by the window';

/** Quick hashes; the rest as in production. */
const env = { AUTH_KEY_SECRET: 'a secret of the tests', ARGON2_MEMORY_KIB: '64', ARGON2_PASSES: '1' };

const admin = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'an admin of the tests' };

/** A clock that a test can move. */
export class Clock {
  #offsetMs = 0;

  readonly now = () => new Date(Date.now() + this.#offsetMs);

  /** @param ms how far to move, in ms */
  move(ms: number): void {
    this.#offsetMs += ms;
  }
}

/**
 * @param options as for any service
 * @returns the auth service under test
 */
export async function startAuth(options: HarnessOptions = {}): Promise<Harness<Context>> {
  const documents = await mkdtemp(join(tmpdir(), 'credenza-documents-'));
  const kit = await startForTest(service, { ...options, env: { ...env, BLOBS: `file:${documents}`, ...options.env } });
  return {
    ...kit,
    async stop() {
      await kit.stop();
      await rm(documents, { recursive: true, force: true });
    },
  };
}

/**
 * @param options as for any service
 * @returns the auth service with an administrator, and the administrator
 */
export async function startAuthWithAdmin(
  options: HarnessOptions = {},
): Promise<{ kit: Harness<Context>; admin: Person }> {
  const kit = await startAuth({ ...options, env: { ...admin, ...options.env } });
  return { kit, admin: await login(kit, admin.ADMIN_EMAIL, { password: admin.ADMIN_PASSWORD }) };
}

/** Calls as one person. */
export interface Caller {
  get(path: string): supertest.Test;
  post(path: string, body?: object): supertest.Test;
  put(path: string, body: object, version?: number): supertest.Test;
  patch(path: string, body: object, version?: number): supertest.Test;
  delete(path: string): supertest.Test;
}

/**
 * @param kit the service
 * @param who somebody, or nobody
 * @returns what calls the service as that person; changes name their version, or any when none is given
 */
export function as(kit: Speaks, who: Pick<Person, 'authorization'> | undefined): Caller {
  const signed = (call: supertest.Test) => (who ? call.set('authorization', who.authorization) : call);
  const ifMatch = (version?: number) => (version === undefined ? '*' : `"${version}"`);
  return {
    get: (path) => signed(kit.http.get(path)),
    post: (path, body) => signed(kit.http.post(path)).send(body),
    put: (path, body, version) => signed(kit.http.put(path)).set('if-match', ifMatch(version)).send(body),
    patch: (path, body, version) => signed(kit.http.patch(path)).set('if-match', ifMatch(version)).send(body),
    delete: (path) => signed(kit.http.delete(path)),
  };
}

/** Another process of the same service, with the same database, Redis and sidecar. */
export interface Replica {
  http: ReturnType<typeof supertest>;
  running: Running<Context>;
  stop(): Promise<void>;
}

/**
 * @param kit the service
 * @param changes settings that differ
 * @param now another clock
 * @returns one more replica of it
 */
export async function startReplica(
  kit: Harness<Context>,
  changes: Record<string, string> = {},
  now?: () => Date,
): Promise<Replica> {
  const shared = { ...kit.env, PORT: '0', DAPR_HTTP_PORT: String(kit.sidecar.httpPort) };
  const running = await startService(service, { env: { ...shared, ...changes }, ...(now && { now }) });
  return { http: supertest(running.url), running, stop: () => running.stop() };
}

type Speaks = Pick<Replica, 'http'>;

let people = 0;

/** @returns an address that nobody has */
export function freshEmail(): string {
  people += 1;
  return `person-${people}-${Date.now().toString(36)}@example.com`;
}

/** Somebody with an account and an open session. */
export interface Person {
  email: string;
  userId: string;
  accessToken: string;
  refreshToken: string;
  authorization: string;
}

/**
 * @param kit the service
 * @param about the role, and more headers
 * @returns somebody new
 */
export async function newcomer(
  kit: Speaks,
  about: { role?: Role; headers?: Record<string, string> } = {},
): Promise<Person> {
  const email = freshEmail();
  const answer = await kit.http
    .post('/api/auth/register')
    .set(about.headers ?? {})
    .send({ email, password, name: 'Alma', role: about.role ?? 'buyer' })
    .expect(201);
  return personOf(email, answer.body);
}

/**
 * @param kit the service
 * @param email whose
 * @param options another password, more headers
 * @returns the same person in a new session
 */
export async function login(
  kit: Speaks,
  email: string,
  options: { password?: string; headers?: Record<string, string> } = {},
): Promise<Person> {
  const answer = await kit.http
    .post('/api/auth/login')
    .set(options.headers ?? {})
    .send({ email, password: options.password ?? password })
    .expect(200);
  return personOf(email, answer.body);
}

/**
 * @param kit the service
 * @param refreshToken the token to use
 * @param headers what the client says about itself
 * @returns the answer
 */
export function refresh(kit: Speaks, refreshToken: string, headers: Record<string, string> = {}) {
  return kit.http.post('/api/auth/refresh').set(headers).send({ refreshToken });
}

function personOf(
  email: string,
  body: { accessToken: string; refreshToken: string; user: { userId: string } },
): Person {
  const { accessToken, refreshToken, user } = body;
  return { email, userId: user.userId, accessToken, refreshToken, authorization: `Bearer ${accessToken}` };
}
