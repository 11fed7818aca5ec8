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
  /**
   * @param path a public path
   * @returns the answer's text
   * @throws PlainError when it is refused or nobody answers
   */
  text(path: string): Promise<string>;
  /**
   * @param path a public path
   * @param content a file's text
   * @param type its content type
   * @returns the parsed answer
   * @throws PlainError when it is refused or nobody answers
   */
  upload(path: string, content: string, type: string): Promise<unknown>;
}

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * @param text how long ago, such as `30m`, `24h` or `7d`
 * @returns that moment as ISO 8601
 * @throws PlainError when it is not written so
 */
export function since(text: string): string {
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const ms = units[unit];
  if (ms === undefined) throw new PlainError('Say --since as 30m, 24h or 7d.');
  return new Date(Date.now() - Number(count) * ms).toISOString();
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
  const answerTo = async (method: string, path: string, sent: Sent = {}, token?: string): Promise<string> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...(sent.type && { 'content-type': sent.type }), ...(token && { authorization: `Bearer ${token}` }) },
      ...(sent.body !== undefined && { body: sent.body }),
    }).catch(() => {
      throw new PlainError(`Nobody answers at ${url}; is the marketplace running?`);
    });
    const text = await answer.text();
    if (answer.ok) return text;
    const problem = Problem.safeParse(parsed(text));
    throw new PlainError(
      problem.success ? (problem.data.detail ?? problem.data.title) : `The answer was ${answer.status}.`,
      answer.status,
    );
  };
  const ask = async (method: string, path: string, body: unknown, token?: string): Promise<unknown> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' };
    return parsed(await answerTo(method, path, sent, token));
  };
  if (!CREDENZA_TOKEN && (!email || !password)) {
    throw new PlainError('Set CREDENZA_EMAIL and CREDENZA_PASSWORD (an admin), or CREDENZA_TOKEN.');
  }
  const token = CREDENZA_TOKEN ?? Login.parse(await ask('POST', '/api/auth/login', { email, password })).accessToken;
  return {
    call: (method, path, body) => ask(method, path, body, token),
    text: (path) => answerTo('GET', path, {}, token),
    upload: async (path, body, type) => parsed(await answerTo('POST', path, { body, type }, token)),
  };
}

/**
 * @param text what went wrong, perhaps over many lines
 * @returns it in one line of at most 300 characters
 */
export function inOneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

interface Sent {
  body?: string;
  type?: string;
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
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
 * Does something in one service after the other; one that refuses or does not answer does not keep the others from it.
 *
 * @param names the services
 * @param work what to do in each
 * @param tell told in one line which service did not do it, and why
 * @returns how many did not
 * @throws whatever work throws that is no PlainError
 */
export async function inEach<Name extends string>(
  names: readonly Name[],
  work: (name: Name) => Promise<void>,
  tell: (line: string) => void = console.error,
): Promise<number> {
  let failed = 0;
  for (const name of names) {
    try {
      await work(name);
    } catch (error) {
      if (!(error instanceof PlainError)) throw error;
      tell(`${name}: ${error.message}`);
      failed += 1;
    }
  }
  return failed;
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
