import { newId, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import mongoose from 'mongoose';
import { z } from 'zod';
import {
  backoffMs,
  ConfigError,
  Conflict,
  cronComponent,
  currentScope,
  defaultRetry,
  defineConfig,
  Invalid,
  inScope,
  NotFound,
  ownedBy,
  problemOf,
  readConfig,
  StaleVersion,
  scopeFrom,
  TooManyRequests,
  Unauthenticated,
  Unavailable,
} from '../src/index.ts';

describe('settings', () => {
  const schema = defineConfig({ LIMIT: z.coerce.number().int().default(5) });
  const least = { APP_API_TOKEN: 'a-secret-of-enough-letters' };

  test('have defaults that suit a laptop', () => {
    expect(readConfig(schema, least)).toMatchObject({
      LIMIT: 5,
      DB_PREFIX: 'credenza_',
      DAPR_HTTP_PORT: 3_500,
      LOG_LEVEL: 'info',
    });
  });

  test.each(['loopback', '10.42.7.0/24', 'loopback, uniquelocal,fd00::/8'])('TRUSTED_PROXIES=%s is taken', (list) => {
    expect(readConfig(schema, { ...least, TRUSTED_PROXIES: list }).TRUSTED_PROXIES).toBe(list);
  });

  test('that are empty count as missing', () => {
    expect(readConfig(schema, { ...least, LIMIT: '' }).LIMIT).toBe(5);
  });

  test('that are wrong are all named at once, each in a line', () => {
    const read = () =>
      readConfig(schema, { LIMIT: 'many', MONGO_URL: 'http://x', LOG_LEVEL: 'loud', DB_PREFIX: 'Shop' });
    expect(read).toThrow(ConfigError);
    for (const name of ['LIMIT', 'MONGO_URL', 'LOG_LEVEL', 'DB_PREFIX', 'APP_API_TOKEN']) expect(read).toThrow(name);
  });

  test.each([
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['RATE_LIMIT_FACTOR', '0'],
    ['APP_API_TOKEN', 'short'],
    ['PUBLIC_URL', 'not a url'],
    ['TRUSTED_PROXIES', 'everybody'],
    ['TRUSTED_PROXIES', 'loopback, 10.0.0.0/'],
  ])('%s=%s is refused', (name, value) => {
    expect(() => readConfig(schema, { ...least, [name]: value })).toThrow(name);
  });
});

describe('backoff', () => {
  test('a wait is never longer than the cap and never shorter than half of what it could be', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, random) => {
          const ceiling = Math.min(defaultRetry.capMs, defaultRetry.baseMs * 2 ** (attempts - 1));
          const wait = backoffMs(defaultRetry, attempts, random);
          expect(wait).toBeLessThanOrEqual(ceiling);
          expect(wait).toBeGreaterThanOrEqual(Math.floor(ceiling / 2));
        },
      ),
    );
  });

  test('waits grow from run to run until the cap', () => {
    const waits = [1, 2, 3, 4, 30].map((attempts) =>
      backoffMs({ attempts: 40, baseMs: 100, capMs: 1_000 }, attempts, 0),
    );
    expect(waits).toEqual([50, 100, 200, 400, 500]);
  });
});

describe('scopes', () => {
  test('a caller’s trace goes on with a span of our own', () => {
    const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { traceparent, correlationId } = scopeFrom({ correlationId: 'click-1', traceparent: parent });
    expect(traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(traceparent).not.toBe(parent);
    expect(correlationId).toBe('click-1');
  });

  test('whatever a caller sends, the ids are well formed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (correlationId, traceparent) => {
        const scope = scopeFrom({ correlationId, traceparent });
        expect(scope.correlationId).toMatch(/^[\w.:-]{1,128}$/);
        expect(scope.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
      }),
    );
  });

  test('two scopes never share a span', () => {
    const spans = Array.from({ length: 5_000 }, () => scopeFrom({}).traceparent);
    expect(new Set(spans).size).toBe(5_000);
  });

  test('a scope lasts through awaits and ends with its work', async () => {
    const scope = scopeFrom({});
    await inScope(scope, async () => {
      await new Promise(setImmediate);
      expect(currentScope()).toBe(scope);
    });
    expect(currentScope()).toBeUndefined();
  });
});

describe('what belongs to somebody', () => {
  test('is there for its owner and for admins, and does not exist for anybody else', () => {
    const [owner, other] = [newId(UserId), newId(UserId)];
    ownedBy({ id: owner, role: 'buyer' }, owner, 'order');
    ownedBy({ id: other, role: 'admin' }, owner, 'order');
    for (const role of ['buyer', 'seller'] as const)
      expect(() => ownedBy({ id: other, role }, owner, 'order')).toThrow(new NotFound('order'));
  });
});

describe('problems', () => {
  test.each([
    [new Invalid('x', [{ field: 'body.a', message: 'no' }]), 400, 'invalid'],
    [new Unauthenticated(), 401, 'unauthenticated'],
    [new NotFound('order'), 404, 'not-found'],
    [new Conflict('x', { orderId: 'ord_1' }), 409, 'conflict'],
    [new StaleVersion(4), 412, 'stale-version'],
    [new TooManyRequests(7), 429, 'too-many-requests'],
    [new Unavailable('x'), 503, 'unavailable'],
  ])('%s', (error, status, type) => {
    const problem = problemOf(error, '/api/x');
    expect(problem).toMatchObject({
      status,
      unexpected: false,
      body: { status, instance: '/api/x', type: `https://credenza.dev/problems/${type}` },
    });
    expect(problem.body).toMatchObject(error.extensions);
  });

  test('say when to come back, and how to sign in', () => {
    expect(problemOf(new TooManyRequests(7), '/').headers).toEqual({ 'retry-after': '7' });
    expect(problemOf(new Unauthenticated(), '/').headers['www-authenticate']).toContain('Bearer');
  });

  test.each([new Error('mongodb://user:secret@host'), 'a string', undefined, null, new z.ZodError([])])(
    'of an unexpected error (%s) say nothing about the inside',
    (error) => {
      const problem = problemOf(error, '/api/x');
      expect(problem).toMatchObject({ status: 500, unexpected: true });
      expect(problem.body.detail).toBeUndefined();
      expect(JSON.stringify(problem.body)).not.toContain('secret');
    },
  );

  test.each(['MongoServerSelectionError', 'MongoNetworkError', 'MongoPoolClearedError'])(
    'a database that is away (%s) is a 503',
    (name) => {
      const error = Object.assign(new Error('connect ECONNREFUSED'), { name });
      expect(problemOf(error, '/')).toMatchObject({ status: 503, unexpected: false });
    },
  );

  test('a database that went away in the middle of a bulk write, or that stepped down, is a 503; what it refuses is not', () => {
    const { MongoBulkWriteError, MongoNetworkError, MongoServerError } = mongoose.mongo;
    const bulk = (cause: Error): unknown => Reflect.construct(MongoBulkWriteError, [cause, {}]);
    const status = (error: unknown) => problemOf(error, '/').status;
    const steppedDown = new MongoServerError({ message: 'not primary', errorLabels: ['RetryableWriteError'] });
    expect(status(bulk(new MongoNetworkError('connection 17 closed')))).toBe(503);
    expect([status(steppedDown), status(bulk(steppedDown))]).toEqual([503, 503]);
    const refused = new MongoServerError({ message: 'Document failed validation', code: 121 });
    expect([status(refused), status(bulk(refused))]).toEqual([500, 500]);
  });

  test.each([
    ['entity.too.large', 413],
    ['entity.parse.failed', 400],
    ['charset.unsupported', 415],
    ['encoding.unsupported', 415],
  ])('a body that the parser refuses (%s) is a %i', (type, status) => {
    expect(problemOf(Object.assign(new Error('x'), { type, status: 400 }), '/').status).toBe(status);
  });
});

test('a job’s component starts that job at that service and no other', () => {
  const yaml = cronComponent('order', {
    name: 'expire-orders',
    schedule: '@every 10s',
    summary: 'Cancels what is overdue.',
  });
  expect(yaml).toContain('name: cron-order-expire-orders');
  expect(yaml).toContain('value: /jobs/expire-orders');
  expect(yaml).toMatch(/scopes:\n {2}- order\n$/);
});
