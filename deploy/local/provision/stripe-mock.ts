import { join } from 'node:path';
import { PlainError } from '../plain-error.ts';
import { cachedProgram } from './cache.ts';
import { isProgram, onPath, run } from './run.ts';
import type { Work } from './work.ts';

const version = '0.203.0';

/**
 * Finds or builds Stripe's own mock of its API, which checks every request against Stripe's description. Only the tests of the payment
 * service need it.
 *
 * @param work told what is built; its signal gives up
 * @param env STRIPE_MOCK names the program to use
 * @returns the program's path
 * @throws PlainError when it cannot be had
 */
export async function provideStripeMock(work: Work, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { progress, signal } = work;
  if (env.STRIPE_MOCK) {
    if (isProgram(env.STRIPE_MOCK)) return env.STRIPE_MOCK;
    throw new PlainError(`STRIPE_MOCK names ${env.STRIPE_MOCK}, which is not a program.`);
  }
  return await cachedProgram(`stripe-mock-${version}`, work, async (folder) => {
    if (!onPath('go')) throw new PlainError('stripe-mock is needed: install Go 1.24 or later, or set STRIPE_MOCK.');
    progress(`Stripe: building stripe-mock ${version} with Go (once; up to a minute) …`);
    const module = `github.com/stripe/stripe-mock@v${version}`;
    const env = { GOWORK: 'off', CGO_ENABLED: '0', GOBIN: folder, TMPDIR: folder };
    const built = await run('go', ['install', '-trimpath', module], { cwd: folder, env, signal });
    if (built.code === 0) return join(folder, 'stripe-mock');
    throw new PlainError(`stripe-mock could not be built: ${built.stderr.trim().split('\n').at(-1)}`);
  });
}
