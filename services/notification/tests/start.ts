import { type Harness, startForTest } from '@credenza/service-kit/testing';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';

/**
 * Starts the service with what it cannot do without.
 *
 * @param env settings that differ
 * @param now another clock
 * @returns the harness
 */
export async function startNotification(env: Record<string, string>, now?: () => Date): Promise<Harness<Context>> {
  const settings = { NOTIFICATION_SECRET: 'a secret of these tests', ...env };
  return await startForTest(service, { env: settings, ...(now && { now }) });
}
