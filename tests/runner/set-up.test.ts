import { expect, test } from '@jest/globals';
import { versionOf } from '../../deploy/local/provision/run.ts';

test('every test run has a database, a Redis and a sidecar program of its own', async () => {
  expect(process.env.TEST_MONGO_URL).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\//);
  expect(process.env.TEST_REDIS_HOST).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(await versionOf(process.env.DAPRD ?? '')).toEqual([1, 18, 1]);
});
