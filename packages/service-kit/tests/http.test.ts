import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { z } from 'zod';
import { makeApp } from '../src/http.ts';
import { route } from '../src/index.ts';
import { type Harness, startForTest, type TestUser } from '../src/testing/index.ts';
import { type ToyContext, toy } from './toy.ts';

let kit: Harness<ToyContext>;
let buyer: TestUser;

beforeAll(async () => {
  kit = await startForTest(toy);
  buyer = await kit.user('buyer');
});
afterAll(() => kit?.stop());

const put = (jarId: string, cookies = 1) =>
  kit.http.post('/api/cart/jars').set('authorization', buyer.authorization).send({ jarId, cookies });

describe('who may call', () => {
  test('a protected route refuses a caller without a token', async () => {
    const answer = await kit.http.post('/api/cart/jars').send({ jarId: 'a', cookies: 1 });
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['www-authenticate']).toContain('Bearer');
    expect(answer.body).toMatchObject({
      type: 'https://credenza.dev/problems/unauthenticated',
      status: 401,
      instance: '/api/cart/jars',
    });
  });

  test('a role that is not listed is refused', async () => {
    const seller = await kit.user('seller');
    await kit.http
      .post('/api/cart/jars')
      .set('authorization', seller.authorization)
      .send({ jarId: 'a', cookies: 1 })
      .expect(403);
  });

  test.each([
    ['expired', { exp: 1_000_000_000 }],
    ['for another audience', { aud: 'somebody-else' }],
    ['from another issuer', { iss: 'somebody-else' }],
    ['with an unknown role', { role: 'emperor' }],
    ['for a user id of another kind', { sub: 'ord_01j9zq6v8xe3tbd5wqmg8d2r4c' }],
  ])('a token that is %s is refused', async (_why, claims) => {
    const { authorization } = await kit.user('buyer', claims);
    await kit.http
      .post('/api/cart/jars')
      .set('authorization', authorization)
      .send({ jarId: 'a', cookies: 1 })
      .expect(401);
  });

  test.each([
    ['alg none', `Bearer ${btoa('{"alg":"none"}')}.${btoa('{"sub":"x"}')}.`],
    ['no token at all', 'Bearer '],
    ['another scheme', 'Basic YTpi'],
    ['garbage', 'Bearer a.b.c'],
  ])('%s is refused even where a token is optional', async (_why, authorization) => {
    await kit.http.get('/api/cart/jars/none').set('authorization', authorization).expect(401);
  });

  test.each(['/events/jar.filled', '/jobs/count', '/dapr/subscribe'])('%s answers only the sidecar', async (path) => {
    await kit.http.post(path).expect(401);
    await kit.http.post(path).set('dapr-api-token', 'wrong').expect(401);
  });
});

describe('what comes in', () => {
  test('unknown fields are refused by name', async () => {
    const answer = await put('a').send({ jarId: 'a', cookies: 1, admin: true });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field: 'body', message: expect.stringContaining('admin') }]);
  });

  test('a wrong id is said to be in the path', async () => {
    const { body } = await kit.http.get(`/api/cart/jars/${'a'.repeat(41)}`).expect(400);
    expect(body.detail).toBe('The path is not as the API describes it.');
    expect(body.errors).toMatchObject([{ field: 'params.jarId' }]);
  });

  test('every wrong field is named', async () => {
    const answer = await kit.http
      .post('/api/cart/jars')
      .set('authorization', buyer.authorization)
      .send({ jarId: { $ne: null }, cookies: -1 });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toEqual(['body.jarId', 'body.cookies']);
  });

  test('a body that is not JSON gets 400, another type 415, a huge one 413, none 400', async () => {
    const post = () => kit.http.post('/api/cart/jars').set('authorization', buyer.authorization);
    await post().set('content-type', 'application/json').send('{"jarId":').expect(400);
    await post().set('content-type', 'text/plain').send('jar').expect(415);
    await post()
      .set('content-type', 'application/json')
      .send(JSON.stringify({ jarId: 'x'.repeat(200_000) }))
      .expect(413);
    await post().expect(400);
  });

  test('what is sent to an address that takes no body is not overlooked', async () => {
    const post = () => kit.http.post('/api/cart/notes').set('content-type', 'application/json');
    await post().expect(200);
    await post().send('{}').expect(200);
    await post().send(' { } ').expect(200);
    for (const body of ['{"if":"cheap"}', '[]', '{"amount":', 'now']) {
      const answer = await post().send(body);
      expect([body, answer.status]).toEqual([body, 400]);
      expect(answer.body.errors).toEqual([{ field: 'body', message: 'must be empty' }]);
    }
    await kit.http.post('/api/cart/notes').type('text').send('please').expect(400);
    await post().send('x'.repeat(200_000)).expect(400);
  });

  test('unknown query parameters are refused', async () => {
    await kit.http.get('/api/cart/jars/a?debug=1').expect(400);
  });

  test('an unknown address gets 404, a known one with another method 405, a broken escape 400', async () => {
    await kit.http.get('/api/cart/nothing').expect(404);
    const answer = await kit.http.delete('/api/cart/jars');
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
    await kit.http.get('/api/cart/jars/%E0%A4%A').expect(400);
  });

  test.each([
    ['an address that is too long', `GET /api/cart/jars?x=${'y'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    ['what is not HTTP', 'Good morning\r\n\r\n', 400],
  ])('%s gets a problem as well, and the connection ends', async (_what, sent, status) => {
    const { hostname, port } = new URL(kit.running.url);
    const socket = connect(Number(port), hostname);
    socket.end(sent);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
  });

  test('raw bodies arrive as they were sent', async () => {
    const answer = await kit.http.post('/api/cart/raw').set('content-type', 'text/plain').send('exactly these');
    expect(answer.body).toEqual({ bytes: 13 });
  });
});

describe('what goes out', () => {
  test('an unexpected error tells the caller nothing about the inside', async () => {
    const answer = await kit.http.post('/api/cart/crumbs');
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });

  test('a rate limit says when to come back', async () => {
    const tries = [];
    for (let i = 0; i < 5; i += 1) tries.push(await kit.http.post('/api/cart/crumbs'));
    const refused = tries.find((answer) => answer.status === 429);
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('a caller does not escape a limit by inventing proxies', async () => {
    const tries = [];
    for (let i = 0; i < 5; i += 1) {
      const invented = `198.51.100.${i}, 10.0.0.5`;
      tries.push((await kit.http.post('/api/cart/crumbs').set('x-forwarded-for', invented)).status);
    }
    expect(tries).toContain(429);
  });

  test('a proxy of ours is believed when it says who calls', async () => {
    const app = makeApp('loopback, 10.0.0.0/8').get('/ip', (req, res) => void res.send(req.ip));
    const { text } = await supertest(app).get('/ip').set('x-forwarded-for', '203.0.113.9, 198.51.100.7, 10.0.0.5');
    expect(text).toBe('198.51.100.7');
  });

  test('every answer has the security headers and a correlation id that the caller may choose', async () => {
    const answer = await kit.http.get('/api/cart/jars/none').set('x-correlation-id', 'my-click-1');
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-correlation-id': 'my-click-1',
    });
    expect(answer.body.correlationId).toBe('my-click-1');
    for (const path of ['/livez', '/metrics', '/api/cart/openapi.json', '/api/cart/jars', '/nothing', '/%E0%A4%A']) {
      const { headers } = await kit.http.get(path);
      expect([path, headers['x-content-type-options']]).toEqual([path, 'nosniff']);
      expect(headers['strict-transport-security']).toContain('max-age=');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    }
    const other = await kit.http.get('/api/cart/jars/none').set('x-correlation-id', 'no spaces <allowed>');
    expect(other.headers['x-correlation-id']).not.toContain('<');
  });

  test('a client that knows the newest version gets 304', async () => {
    await put('etag').expect(201);
    const first = await kit.http.get('/api/cart/jars/etag').expect(200);
    expect(first.headers.etag).toBe('"1"');
    const second = await kit.http.get('/api/cart/jars/etag').set('if-none-match', '"1"').expect(304);
    expect(second.text).toBe('');
  });
});

describe('two people change one thing', () => {
  const fill = (jarId: string) =>
    kit.http.patch(`/api/cart/jars/${jarId}`).set('authorization', buyer.authorization).send({ add: 1 });

  test('If-Match with an old version is refused and changes nothing', async () => {
    await put('match').expect(201);
    await fill('match').set('if-match', '"1"').expect(200);
    const late = await fill('match').set('if-match', '"1"');
    expect(late.status).toBe(412);
    expect(late.body.currentVersion).toBe(2);
    await fill('match').set('if-match', 'nonsense').expect(400);
    expect((await kit.http.get('/api/cart/jars/match')).body.cookies).toBe(2);
  });

  test('an ETag may tell more than the version; If-Match compares the version', async () => {
    await put('match-more').expect(201);
    await fill('match-more').set('if-match', '"1.x7-Qz"').expect(200);
    await fill('match-more').set('if-match', '"1.x7-Qz"').expect(412);
    await fill('match-more').set('if-match', '"1.x 7"').expect(400);
  });

  test('changes without If-Match from 30 clients at once all count', async () => {
    await put('many', 0).expect(201);
    const answers = await Promise.all(Array.from({ length: 30 }, () => fill('many')));
    expect(answers.map((answer) => answer.status)).toEqual(Array(30).fill(200));
    expect((await kit.http.get('/api/cart/jars/many')).body.cookies).toBe(30);
  });
});

describe('a repeated request with an Idempotency-Key', () => {
  test('gets the first answer again and does the work once', async () => {
    const first = await put('once', 5).set('idempotency-key', 'key-1').expect(201);
    const second = await put('once', 5).set('idempotency-key', 'key-1').expect(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.headers.etag).toBe('"1"');
  });

  test('is refused with another body', async () => {
    await put('key-body').set('idempotency-key', 'key-2').expect(201);
    await put('key-body-2').set('idempotency-key', 'key-2').expect(422);
  });

  test('from 20 clients at once is worked on by one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => put('crowd').set('idempotency-key', 'key-3')));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(answers.filter((answer) => answer.status === 201 && !answer.headers['idempotency-replayed'])).toHaveLength(
      1,
    );
  });

  test('reaches a handler that remembers keys by itself, every time', async () => {
    for (const _time of ['first', 'second']) {
      const answer = await kit.http.post('/api/cart/notes').set('idempotency-key', 'key-5').expect(200);
      expect(answer.body).toEqual({ key: 'key-5' });
      expect(answer.headers['idempotency-replayed']).toBeUndefined();
    }
    await kit.http.post('/api/cart/notes').set('idempotency-key', 'not a key').expect(400);
  });

  test('keeps a refusal too, and belongs to one user', async () => {
    await put('taken').expect(201);
    await put('taken').set('idempotency-key', 'key-4').expect(409);
    const again = await put('taken').set('idempotency-key', 'key-4').expect(409);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const other = await kit.user('buyer');
    await kit.http
      .post('/api/cart/jars')
      .set('authorization', other.authorization)
      .set('idempotency-key', 'key-4')
      .send({ jarId: 'mine', cookies: 1 })
      .expect(201);
  });
});

describe('what every service shows', () => {
  test('it is alive, ready and measured', async () => {
    await kit.http.get('/livez').expect(200);
    const ready = await kit.http.get('/readyz').expect(200);
    expect(ready.body.checks).toEqual({ database: true, sidecar: true, accepting: true });
    const metrics = await kit.http.get('/metrics').expect(200);
    expect(metrics.text).toContain('http_request_duration_seconds');
    expect(metrics.text).toContain('shelf_length_jars{service="cart"} 12');
  });

  test('its OpenAPI describes every public route and no other', async () => {
    const { body } = await kit.http.get('/api/cart/openapi.json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/api/cart/jars', '/api/cart/jars/{jarId}', '/api/cart/admin/dead-letters']),
    );
    const post = body.paths['/api/cart/jars'].post;
    expect(Object.keys(post.responses)).toEqual(
      expect.arrayContaining(['201', '400', '401', '403', '409', '413', '415', '422', '429']),
    );
    expect(post.requestBody.content['application/json'].schema.additionalProperties).toBe(false);
  });

  test('its OpenAPI is there also beside a route that takes any name', async () => {
    const grab = route({
      method: 'get',
      path: '/api/cart/:anything',
      summary: 'Takes any name.',
      role: 'user',
      params: z.object({ anything: z.string() }),
      async handle() {},
    });
    const other = await startForTest({ ...toy, routes: [grab] });
    try {
      const { body } = await other.http.get('/api/cart/openapi.json').expect(200);
      expect(Object.keys(body.paths)).toContain('/api/cart/{anything}');
    } finally {
      await other.stop();
    }
  });
});
