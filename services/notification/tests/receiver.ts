import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { eventually } from '@credenza/service-kit/testing';

/** One call that a receiver got. */
export interface Call {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  json: { type: string; timestamp: string; data: Record<string, unknown> };
}

/** A seller's own system: a real HTTP server that a test can have answer in any way. */
export interface Receiver {
  url: string;
  calls: Call[];
  /** How it answers; 204 unless a test says otherwise. */
  answer(response: ServerResponse): void;
  /** Waits for so many calls of a type. */
  gets(count: number, type?: string): Promise<Call[]>;
  stop(): Promise<void>;
}

/**
 * @returns a listening receiver
 */
export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const json = JSON.parse(body);
      receiver.calls.push({ path: request.url ?? '', headers: request.headers, body, json });
      receiver.answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    calls: [],
    answer: (response) => void response.writeHead(204).end(),
    async gets(count, type) {
      return await eventually(() => {
        const found = receiver.calls.filter(({ json }) => type === undefined || json.type === type);
        return found.length >= count && found;
      });
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
