import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { RateLimits, TooManyRequests } from '../src/index.ts';
import { connectRedis } from '../src/rate-limit.ts';
import { eventually, startRedis, testEnvironment } from '../src/testing/index.ts';

const limit = { points: 2, seconds: 60 };
let redis: Redis;
let limits: RateLimits;

beforeAll(async () => {
  const { REDIS_HOST: host = '', REDIS_DB } = await testEnvironment();
  redis = connectRedis({ host, password: '', db: Number(REDIS_DB) });
  await eventually(() => redis.status === 'ready');
  limits = new RateLimits(redis, { service: 'test', factor: 1 });
});
afterAll(() => redis?.disconnect());

const use = (name: string, key = 'alma') => limits.consume(name, limit, key);

describe('a rate limit', () => {
  test('counts each caller for itself and says when to come back', async () => {
    await use('plain');
    await use('plain');
    await expect(use('plain')).rejects.toThrow(TooManyRequests);
    await use('plain', 'bela');
  });

  test('does not count what was given back', async () => {
    for (let i = 0; i < 5; i += 1) {
      await use('returned');
      await limits.giveBack('returned', limit, 'alma');
    }
    await use('returned');
    await use('returned');
    await expect(use('returned')).rejects.toThrow(TooManyRequests);
  });

  test('starts anew for somebody who is forgiven', async () => {
    await use('forgiven');
    await use('forgiven');
    await limits.forgive('forgiven', limit, 'alma');
    await use('forgiven');
  });

  test('still counts, in this process, while Redis is away', async () => {
    const lost = connectRedis({ host: '127.0.0.1:1', password: '', db: 0 });
    const alone = new RateLimits(lost, { service: 'test', factor: 1 });
    await alone.consume('lost', limit, 'alma');
    await alone.consume('lost', limit, 'alma');
    await alone.giveBack('lost', limit, 'alma');
    await alone.consume('lost', limit, 'alma');
    await expect(alone.consume('lost', limit, 'alma')).rejects.toThrow(TooManyRequests);
    lost.disconnect();
  });

  test('still counts, in this process, while Redis hangs, and in Redis again afterwards', async () => {
    const server = await startRedis();
    const hanging = connectRedis({ host: server.host, password: '', db: 0 });
    try {
      await eventually(() => hanging.status === 'ready');
      const alone = new RateLimits(hanging, { service: 'test', factor: 1 });
      const sameName = () => alone.consume('hangs', limit, 'alma');
      server.pause();
      const began = performance.now();
      await sameName();
      await sameName();
      await expect(sameName()).rejects.toThrow(TooManyRequests);
      await alone.giveBack('hangs', limit, 'alma');
      await alone.forgive('hangs', limit, 'alma');
      await sameName();
      expect(performance.now() - began).toBeLessThan(6_000);
      server.resume();
      await eventually(async () => {
        await alone.consume('after', limit, 'bela');
        return (await server.client.keys('*after*')).length === 1;
      });
    } finally {
      hanging.disconnect();
      await server.stop();
    }
  });
});
