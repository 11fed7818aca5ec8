import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWorld, type World } from '../journeys/world.ts';
import { expectSound, patience } from './sound.ts';
import { storm } from './storm.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(patience);
}, 180_000);
afterAll(() => world?.stop(), 60_000);

const awayMs = 10_000;
const minutes = 60_000;

function redis() {
  const found = world.market.processes.get('redis');
  if (!found) throw new Error('there is no Redis');
  return found;
}

/** Every connection is refused, and the server comes back with what its append-only file holds. */
async function gone(): Promise<void> {
  const before = redis().pid;
  redis().kill('SIGKILL', pause(awayMs));
  await redis().whenReady();
  expect(redis().pid).not.toBe(before);
}

/** Every connection stays open and nothing is answered; what was sent meanwhile is done afterwards. */
async function frozen(): Promise<void> {
  redis().kill('SIGSTOP');
  await pause(awayMs);
  redis().kill('SIGCONT');
}

describe('Redis is away for ten seconds in the middle of 200 checkouts, and every order ends paid:', () => {
  test.each([
    ['gone', gone],
    ['frozen', frozen],
  ])('%s', async (_how, terrible) => expectSound(world, await storm(world, terrible)), 8 * minutes);
});
