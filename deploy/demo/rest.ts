import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { PlainError } from '../local/plain-error.ts';

/** An answer of the marketplace's REST API. */
export interface Answer {
  status: number;
  body: unknown;
}

/** How a request differs from a bare GET. */
export interface Ask {
  body?: unknown;
  token?: string | undefined;
  headers?: Record<string, string>;
}

/** The public REST API, as any client sees it. */
export interface Rest {
  url: string;
  /**
   * @param method the HTTP method
   * @param path from `/api` on
   * @param ask body, access token, further headers
   * @returns the answer, whatever its status; busy services (429, 502, 503) were asked again before
   * @throws PlainError when nobody answers
   */
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
}

const Told = z.object({ title: z.string().optional(), detail: z.string().optional() });
const busy: ReadonlySet<number> = new Set([429, 502, 503]);
const attempts = 8;
const longestPauseMs = 60_000;

/**
 * @param url where the marketplace is, such as `http://localhost:4000`
 * @returns a client of its REST API
 */
export function restAt(url: string): Rest {
  const base = url.replace(/\/+$/, '');
  return {
    url: base,
    async ask(method, path, ask = {}) {
      for (let attempt = 1; ; attempt += 1) {
        const response = await send(method, `${base}${path}`, ask);
        const again = response === undefined || busy.has(response.status);
        if (response && (!again || attempt === attempts))
          return { status: response.status, body: await json(response) };
        if (attempt === attempts) throw new PlainError(`Nobody answers at ${base}.`);
        await response?.body?.cancel();
        // A limit says when it opens again; a service that starts is asked sooner.
        const told = Number(response?.headers.get('retry-after')) * 1_000;
        await pause(Math.min(longestPauseMs, told > 0 ? told : 100 * 2 ** attempt));
      }
    },
  };
}

async function send(method: string, url: string, { body, token, headers }: Ask): Promise<Response | undefined> {
  const sent = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...headers,
  };
  try {
    return await fetch(url, { method, headers: sent, ...(body !== undefined && { body: JSON.stringify(body) }) });
  } catch {
    return undefined; // refused or broken off
  }
}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Reads an answer that must have gone well.
 *
 * @param answer what came
 * @param schema what is expected
 * @param what what was being done, such as `adding to the cart`
 * @returns the body
 * @throws PlainError saying what did not work and what the marketplace said about it
 */
export function expected<Schema extends z.ZodType>(answer: Answer, schema: Schema, what: string): z.output<Schema> {
  const parsed = schema.safeParse(answer.body);
  if (answer.status < 300 && parsed.success) return parsed.data;
  const told = Told.safeParse(answer.body).data;
  const reason = told?.detail ?? told?.title ?? 'the answer is not what was expected';
  throw new PlainError(`Failed at ${what}: ${answer.status}, ${reason}`);
}
