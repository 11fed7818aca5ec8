import { serviceNames } from '@credenza/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWorld, type World } from '../journeys/world.ts';
import { expectSound, patience } from './sound.ts';
import { storm } from './storm.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(patience);
}, 180_000);
afterAll(() => world?.stop(), 60_000);

/** Kills a process of the marketplace without a warning and waits until the runner has it up again. */
async function kill(name: string): Promise<void> {
  const victim = world.market.processes.get(name);
  if (!victim) throw new Error(`there is no process ${name}`);
  const before = victim.pid;
  victim.kill('SIGKILL');
  await victim.whenReady();
  expect(victim.pid).not.toBe(before);
}

const minutes = 60_000;

describe('kill -9 in the middle of 200 checkouts loses and doubles nothing:', () => {
  test.each([...serviceNames])(
    'the service %s',
    async (name) => expectSound(world, await storm(world, () => kill(name))),
    8 * minutes,
  );
  test.each([...serviceNames])(
    'the sidecar of %s',
    async (name) => expectSound(world, await storm(world, () => kill(`${name}:dapr`))),
    8 * minutes,
  );
  test.each(['redis', 'mongod'])(
    '%s',
    async (name) => expectSound(world, await storm(world, () => kill(name))),
    8 * minutes,
  );
});

describe('kill -9 while handlers are between two tries loses and doubles nothing:', () => {
  test.each(['payment:dapr', 'payment'])(
    '%s',
    async (name) => expectSound(world, await storm(world, () => kill(name), 'tok_retry')),
    8 * minutes,
  );
});
