import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { boundOf } from '../../bench/bound.ts';
import { meterOf, type Work } from '../../bench/cpu.ts';

const work = (ours: Record<string, number>, idle: number, others = 0): Work => ({
  cores: 2,
  ours: Object.entries(ours).map(([kind, used]) => ({ kind, used })),
  others,
  idle,
});

describe('what bounds a figure', () => {
  test('is the processor when no core is idle', () => {
    expect(boundOf(work({ 'load generator': 1.02, product: 0.93, redis: 0.01 }, 0.04))).toBe(
      'the processor, most of all load generator; busy 1.96 of 2 cores: load generator 1.02, product 0.93',
    );
  });

  test('is the one thread of a service that works without a pause, though a core is idle', () => {
    expect(boundOf(work({ mongod: 0.9, auth: 0.88 }, 0.6))).toMatch(/^the one thread of auth; busy 1.40 of 2 cores/);
  });

  test('is waiting when nobody works without a pause', () => {
    expect(boundOf(work({ mongod: 0.5, order: 0.4 }, 1))).toMatch(/^waiting .*order 0.40$/);
  });

  test('is other programs when they take more than any of ours, which makes the figure worth less', () => {
    expect(boundOf(work({ order: 0.4 }, 0.1, 1.5))).toMatch(/^other programs .*: other programs 1.50, order 0.40$/);
    expect(boundOf(work({ order: 1.4 }, 0.1, 0.5))).toMatch(/^the processor, most of all order;/);
  });

  test('is said not to be known where the system does not tell', () => {
    expect(boundOf(work({ order: 0 }, 0))).toMatch(/^not measured/);
  });
});

test('the work of a process that does nothing but count is counted', async () => {
  const stop = meterOf(new Map())();
  const until = Date.now() + 300;
  while (Date.now() < until) Math.sqrt(until);
  await pause(1);
  const [{ kind, used } = { kind: '', used: 0 }] = stop().ours;
  expect(kind).toBe('load generator');
  expect(used).toBeGreaterThan(0.02);
});
