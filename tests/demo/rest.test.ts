import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { expected, restAt } from '../../deploy/demo/rest.ts';
import { PlainError } from '../../deploy/local/plain-error.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function answering(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('the REST client of the demo', () => {
  test('waits as long as a limit says and asks again', async () => {
    const times: number[] = [];
    const url = await answering((_request, response) => {
      times.push(performance.now());
      if (times.length === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      else response.end('{"fine":true}');
    });
    const answer = await restAt(url).ask('GET', '/api/products');
    expect(answer).toEqual({ status: 200, body: { fine: true } });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950);
  });

  test('asks again while a service starts, and sends the body and the token each time', async () => {
    const seen: string[] = [];
    const url = await answering(async (request, response) => {
      let text = '';
      for await (const part of request) text += part;
      seen.push(`${request.method} ${request.headers.authorization} ${text}`);
      response.writeHead(seen.length < 3 ? 503 : 201).end('{}');
    });
    const { status } = await restAt(`${url}/`).ask('POST', '/api/cart/lines', { body: { quantity: 2 }, token: 'abc' });
    expect(status).toBe(201);
    expect(seen).toEqual(Array(3).fill('POST Bearer abc {"quantity":2}'));
  });

  test('hands over a refusal at once', async () => {
    let asked = 0;
    const url = await answering((_request, response) => {
      asked += 1;
      response.writeHead(409).end('{"title":"No","detail":"There is one already."}');
    });
    const answer = await restAt(url).ask('POST', '/api/products', { body: {} });
    expect([answer.status, asked]).toEqual([409, 1]);
    expect(() => expected(answer, z.object({}), 'offering a lamp')).toThrow(
      new PlainError('Failed at offering a lamp: 409, There is one already.'),
    );
  });

  test('says in one sentence that an answer is not what was expected', () => {
    const answer = { status: 200, body: '<html>' };
    expect(() => expected(answer, z.object({ id: z.string() }), 'reading')).toThrow(
      'Failed at reading: 200, the answer is not what was expected',
    );
  });
});
