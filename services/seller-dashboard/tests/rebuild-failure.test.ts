import { eventually, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { diceOf, Simulation } from './simulate.ts';
import { asking, bringBadly } from './support.ts';

let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startForTest(service); // none of the services that own the journals is there
});
afterAll(() => kit?.stop());

test('when a journal cannot be read the figures stay as they are, an admin is told why, and may try again', async () => {
  const simulation = new Simulation(diceOf(3), new Date('2026-03-26T09:00:00Z'));
  simulation.run(60);
  await bringBadly(kit, simulation.events, diceOf(4));
  const seller = await kit.user('seller', { sub: simulation.shops[0]?.sellerId });
  const get = asking(kit, seller.authorization);
  const before = await get('/overview?from=2026-03-20&to=2026-04-20');
  expect(before.now.orders).toBeGreaterThan(0);
  const { authorization } = await kit.user('admin');
  await kit.http.get('/api/seller/admin/rebuild').set('authorization', authorization).expect(404);
  for (const generation of [2, 3]) {
    const { body } = await kit.http.post('/api/seller/admin/rebuild').set('authorization', authorization).expect(202);
    expect(body).toEqual({ generation });
    const failed = await eventually(async () => {
      const state = (await kit.http.get('/api/seller/admin/rebuild').set('authorization', authorization)).body;
      return state.status === 'failed' && state;
    });
    expect(failed).toMatchObject({ generation, events: 0, error: expect.stringContaining('does not answer') });
    expect(await kit.running.context.model.generations.live()).toEqual({ current: 1 });
    expect(await get('/overview?from=2026-03-20&to=2026-04-20')).toEqual(before);
  }
});

test('a rebuild whose process has died gives way to the next one, and cannot change over any more', async () => {
  const { generations } = kit.running.context.model;
  const long = new Date(Date.now() - 3_600_000);
  const dead = await generations.begin(long);
  const next = await generations.begin(new Date());
  expect(next).toBe(dead + 1);
  await expect(generations.begin(new Date())).rejects.toThrow('already');
  await expect(generations.report(dead, new Date(), { events: 1, carried: 0 })).rejects.toThrow('taken the place');
  await expect(generations.changeOver(dead, new Date())).rejects.toThrow('taken the place');
  await generations.changeOver(next, new Date());
  expect(await generations.live()).toEqual({ current: next });
});
