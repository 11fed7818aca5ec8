import type { ServiceName } from '@credenza/contracts';
import { z } from 'zod';
import type { Context } from './context.ts';
import type { Upstream } from './upstreams.ts';

/** How one service is, as its `/readyz` says. */
export interface ServiceState {
  name: ServiceName;
  url: string;
  up: boolean;
  database: boolean;
  sidecar: boolean;
  /** How long it took to say so, in ms; missing when it did not answer. */
  ms?: number;
}

/** How the whole marketplace is. */
export interface SystemState {
  services: ServiceState[];
  redis: boolean;
  /** Missing where mails go to real servers. */
  mail?: boolean;
}

const patienceMs = 2_000;
const Ready = z.object({ checks: z.object({ database: z.boolean(), sidecar: z.boolean() }) });

/**
 * Asks every service and component how it is.
 *
 * @param context the storefront's
 * @returns their states, services in the list's order; what does not answer within 2 s is down
 */
export async function systemState(context: Context): Promise<SystemState> {
  const { upstreams, mailUrl } = context;
  const [services, redis, mail] = await Promise.all([
    Promise.all(upstreams.map(serviceState)),
    context.redisAnswers(),
    mailUrl === undefined ? undefined : answers(mailUrl),
  ]);
  return { services, redis, ...(mail !== undefined && { mail }) };
}

/**
 * @param state of everything
 * @returns whether all of it is up
 */
export function isWell({ services, redis, mail }: SystemState): boolean {
  return redis && mail !== false && services.every(({ up, sidecar, database }) => up && sidecar && database);
}

async function serviceState({ name, url }: Upstream): Promise<ServiceState> {
  const began = performance.now();
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(patienceMs) });
    const { checks } = Ready.parse(await answer.json());
    return { name, url, up: answer.ok, ...checks, ms: Math.round(performance.now() - began) };
  } catch {
    return { name, url, up: false, database: false, sidecar: false };
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
