import { Problem, type ServiceName } from '@credenza/contracts';
import { NotFound, Refusal, Unauthenticated, Unavailable } from '@credenza/service-kit';
import type { z } from 'zod';
import type { Caller } from './caller.ts';

/** A request to a public address of the marketplace. */
export interface ShopRequest {
  service: ServiceName;
  method: 'GET' | 'POST';
  /** The path as everybody calls it, with encoded parameters. */
  path: string;
  body?: object | undefined;
  /** The Idempotency-Key. */
  key?: string | undefined;
}

/** The marketplace's public API, used by and for one caller at a time. */
export interface Shop {
  /**
   * Asks as the caller would: with their own token, so that the other service decides what they may see and do.
   *
   * @param request what to ask
   * @param caller for whom
   * @param reply what the answer must look like
   * @returns the checked answer
   * @throws the other service's refusal; Unauthenticated when nobody is signed in; Unavailable when it does not answer
   */
  ask<Reply extends z.ZodType>(request: ShopRequest, caller: Caller, reply: Reply): Promise<z.output<Reply>>;
}

const patienceMs = 8_000;

/**
 * @param settings where the own sidecar is, and what it wants to be shown
 * @returns the public API through it
 */
export function shopThrough(settings: { port: number; token: string }): Shop {
  return {
    async ask({ service, method, path, body, key }, { authorization, signal }, reply) {
      if (authorization === undefined) throw new Unauthenticated('Sign in, and I can look that up for you.');
      const answer = await fetch(`http://127.0.0.1:${settings.port}/v1.0/invoke/${service}/method${path}`, {
        method,
        headers: {
          authorization,
          'dapr-api-token': settings.token,
          ...(body && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      }).catch((cause: unknown) => {
        throw new Unavailable(`${service} does not answer.`, { cause });
      });
      const said: unknown = await answer.json().catch(() => undefined);
      if (!answer.ok) throw refusalOf(service, answer.status, said);
      const checked = reply.safeParse(said);
      if (!checked.success) throw new Unavailable(`${service} answered in a way that is not understood.`);
      return checked.data;
    },
  };
}

function refusalOf(service: string, status: number, said: unknown): Refusal {
  const detail = Problem.safeParse(said).data?.detail;
  if (status === 401) return new Unauthenticated();
  if (status === 404) return new NotFound('thing of yours');
  if (status >= 500 || detail === undefined) return new Unavailable(`${service} does not answer.`);
  if (status === 403) return new Refusal('forbidden', detail);
  if (status === 429) return new Refusal('too-many-requests', detail, { retryAfterSeconds: 5 });
  return new Refusal(status === 400 || status === 422 ? 'invalid' : 'conflict', detail);
}
