import { expect, test } from '@jest/globals';
import { versionOf } from '../../deploy/local/provision/run.ts';

test('every test run has a database, a Redis and a sidecar program of its own', async () => {
  expect(process.env.TEST_MONGO_URL).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\//);
  expect(process.env.TEST_REDIS_HOST).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(await versionOf(process.env.DAPRD ?? '')).toEqual([1, 18, 1]);
});

test('no test file leaves behind what listens to errors of stdout, or Node warns of a leak in long runs', async () => {
  await import('@credenza/service-kit');
  expect(globalThis.ROARR?.teardown).toBeDefined();
  expect(process.stdout.listenerCount('error')).toBeLessThanOrEqual(2); // this file's, and one of Jest's own workers
});
