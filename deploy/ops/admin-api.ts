import { type ServiceName, serviceNames, services } from '@credenza/contracts';
import { z } from 'zod';

const Problem = z.object({ detail: z.string().optional(), title: z.string() });
const Login = z.object({ accessToken: z.string() });

/** Something that the person at the command line can mend; shown as one sentence. */
export class PlainError extends Error {
  /** The HTTP status of the answer that it comes from, if it does. */
  readonly status: number | undefined;

  /**
   * @param sentence what is wrong
   * @param status the HTTP status, when it was an answer that said so
   */
  constructor(sentence: string, status?: number) {
    super(sentence);
    this.status = status;
  }
}

/** The admin's side of a running marketplace. */
export interface AdminApi {
  /**
   * @param method the HTTP method
   * @param path a public path
   * @param body a JSON body
   * @returns the parsed answer
   * @throws PlainError when it is refused or nobody answers
   */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
}

/**
 * Signs in as an admin.
 *
 * @param url the marketplace's public address
 * @param env `CREDENZA_TOKEN`, or `CREDENZA_EMAIL` and `CREDENZA_PASSWORD`
 * @returns the API
 * @throws PlainError when nobody is named or the login is refused
 */
export async function signIn(url: string, env: NodeJS.ProcessEnv): Promise<AdminApi> {
  const { CREDENZA_TOKEN, CREDENZA_EMAIL: email, CREDENZA_PASSWORD: password } = env;
  const ask = async (method: string, path: string, body: unknown, token?: string): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new PlainError(`Nobody answers at ${url}; is the marketplace running?`);
    });
    const text = await answer.text();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    if (answer.ok) return json;
    const problem = Problem.safeParse(json);
    throw new PlainError(
      problem.success ? (problem.data.detail ?? problem.data.title) : `The answer was ${answer.status}.`,
      answer.status,
    );
  };
  if (!CREDENZA_TOKEN && (!email || !password)) {
    throw new PlainError('Set CREDENZA_EMAIL and CREDENZA_PASSWORD (an admin), or CREDENZA_TOKEN.');
  }
  const token = CREDENZA_TOKEN ?? Login.parse(await ask('POST', '/api/auth/login', { email, password })).accessToken;
  return { call: (method, path, body) => ask(method, path, body, token) };
}

/**
 * @param name a service's name as typed
 * @returns its first public path
 * @throws PlainError when there is no such service, or it has no API
 */
export function prefixOf(name: string | undefined): string {
  const known = serviceNames.find((one) => one === name);
  const prefix: string | undefined = known && services[known].prefixes[0];
  if (prefix === undefined) throw new PlainError(`Name a service: ${withApi().join(', ')}.`);
  return prefix;
}

/**
 * @returns the services that have an API
 */
export function withApi(): ServiceName[] {
  return serviceNames.filter((name) => services[name].prefixes.length > 0);
}

/**
 * Runs a command-line program: one sentence and exit code 1 for what the person can mend.
 *
 * @param work the program
 */
export async function program(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
