import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problemTypes } from '@credenza/contracts';
import { Refusal } from '@credenza/service-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Caller } from '../src/tools/caller.ts';
import { type Shop, shopThrough } from '../src/tools/shop.ts';

/** Stands in for the sidecar, at the wire. */
let sidecar: Server;
let shop: Shop;
let asked: {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}[] = [];
let behave: (answer: ServerResponse) => void;

beforeAll(async () => {
  sidecar = createServer(async (request, answer) => {
    let body = '';
    for await (const piece of request) body += piece;
    const { method, url, headers } = request;
    asked.push({ method, url, headers, body });
    behave(answer);
  }).listen(0, '127.0.0.1');
  await once(sidecar, 'listening');
  shop = shopThrough({ port: (sidecar.address() as AddressInfo).port, token: 'token of the sidecar' });
});
afterAll(() => {
  sidecar?.closeAllConnections();
  sidecar?.close();
});

const json = (status: number, body: unknown) => (answer: ServerResponse) => {
  answer.writeHead(status, { 'content-type': 'application/json' });
  answer.end(typeof body === 'string' ? body : JSON.stringify(body));
};
const problem = (type: keyof typeof problemTypes, detail: string) =>
  json(problemTypes[type].status, { type: `https://credenza.dev/problems/${type}`, ...problemTypes[type], detail });
const caller = (more: Partial<Caller> = {}): Caller => ({
  user: undefined,
  authorization: 'Bearer of the caller',
  signal: new AbortController().signal,
  ...more,
});
const Reply = z.object({ n: z.int() });
const get = { service: 'order', method: 'GET', path: '/api/orders?limit=3' } as const;
async function refusal(who = caller()): Promise<Refusal> {
  const error = await shop.ask(get, who, Reply).catch((refused: unknown) => refused);
  if (!(error instanceof Refusal)) throw new Error(`it was no refusal: ${String(error)}`);
  return error;
}

describe('the marketplace is asked', () => {
  test('with the token of the caller, and with nothing else that could let in', async () => {
    [asked, behave] = [[], json(200, { n: 1, more: 'left out' })];
    expect(await shop.ask(get, caller(), Reply)).toEqual({ n: 1 });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'GET', url: '/v1.0/invoke/order/method/api/orders?limit=3', body: '' });
    expect(asked[0]?.headers).toMatchObject({
      authorization: 'Bearer of the caller',
      'dapr-api-token': 'token of the sidecar',
    });
    expect(asked[0]?.headers['idempotency-key']).toBeUndefined();
  });

  test('under a key when something is to happen', async () => {
    [asked, behave] = [[], json(201, { n: 2 })];
    const add = {
      service: 'cart',
      method: 'POST',
      path: '/api/cart/lines',
      body: { quantity: 2 },
      key: 'ppl_1',
    } as const;
    await shop.ask(add, caller(), Reply);
    expect(asked[0]).toMatchObject({ method: 'POST', body: '{"quantity":2}' });
    expect(asked[0]?.headers).toMatchObject({ 'idempotency-key': 'ppl_1', 'content-type': 'application/json' });
  });

  test('never for somebody who has not signed in', async () => {
    asked = [];
    expect((await refusal(caller({ authorization: undefined }))).type).toBe('unauthenticated');
    expect(asked).toEqual([]);
  });
});

describe('a refusal of the marketplace', () => {
  test.each([
    ['conflict', 'The order is shipped already.', 'conflict'],
    ['forbidden', 'Your role does not allow this.', 'forbidden'],
    ['invalid', 'The quantity is too large.', 'invalid'],
    ['key-reused', 'That key was used.', 'invalid'],
    ['too-many-requests', 'Try again in 5 s.', 'too-many-requests'],
    ['stale-version', 'Read it again.', 'conflict'],
  ] as const)('%s is said in its words', async (type, detail, becomes) => {
    behave = problem(type, detail);
    expect(await refusal()).toMatchObject({ type: becomes, message: detail });
  });

  test('says nothing about things of others', async () => {
    behave = problem('not-found', 'There is no such order: ord_of_somebody_else');
    const { type, message } = await refusal();
    expect(type).toBe('not-found');
    expect(message).not.toContain('ord_of_somebody_else');
  });

  test('a token that is over is the caller’s to renew', async () => {
    behave = problem('unauthenticated', 'Sign in.');
    expect((await refusal()).type).toBe('unauthenticated');
  });

  test.each([
    ['an error inside', json(500, { detail: 'stack trace of order' })],
    ['an error of the sidecar', json(502, { errorCode: 'ERR_DIRECT_INVOKE' })],
    ['a refusal without words', json(418, {})],
    ['something that is no JSON', json(409, '<html>')],
    ['an answer that is not understood', json(200, { n: 'one' })],
    ['an answer that is no JSON', json(200, 'hello')],
    ['a line that breaks', (answer: ServerResponse) => void answer.destroy()],
  ])('%s is that a part does not answer, and tells nothing about it', async (_name, how) => {
    behave = how;
    const { type, message } = await refusal();
    expect(type).toBe('unavailable');
    expect(message).toMatch(/^order (does not answer|answered in a way that is not understood)\.$/);
  });

  test('whoever has gone does not keep anybody waiting', async () => {
    const gone = new AbortController();
    behave = () => gone.abort();
    expect((await refusal(caller({ signal: gone.signal }))).type).toBe('unavailable');
  });
});
