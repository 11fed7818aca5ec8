import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';

/** A request as a stand-in sees it. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}
/** What it answers. */
export interface Answer {
  status: number;
  body: object;
  headers?: Record<string, string>;
}
/**
 * What happens to requests: `away` breaks the line, `hangs` keeps it and does nothing, `loses` does its work and answers nobody,
 * `holds` does its work and answers when it is let go, `late` does its work only then, when nobody waits for the answer any more.
 */
export type Mood = 'well' | 'away' | 'hangs' | 'loses' | 'holds' | 'late';

/**
 * Plays a provider at the wire: an HTTP server that keeps state between requests, and whose line can break in every way.
 *
 * @param work what the provider does with a request
 */
export async function openStandIn(work: (asked: Asked) => Promise<Answer> | Answer) {
  const asked: Asked[] = [];
  const done: { asked: Asked; answer: Answer }[] = [];
  let mood: { of: RegExp; is: Mood; times: number } = { of: /./, is: 'well', times: 0 };
  let release = () => {};
  let held = Promise.resolve();
  const server = createServer(async (request, response) => {
    const about = await read(request);
    asked.push(about);
    const concerned = mood.times > 0 && mood.of.test(`${about.method} ${about.path}`);
    if (concerned) mood.times -= 1;
    const is = concerned ? mood.is : 'well';
    if (is === 'away') return response.destroy();
    if (is === 'hangs') return undefined; // until whoever asked gives up
    if (is === 'late') await held;
    await setImmediate(); // lets requests overlap
    const answer = await work(about);
    done.push({ asked: about, answer });
    if (is === 'holds') await held;
    return is === 'loses' || is === 'late' ? response.destroy() : send(response, answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the stand-in does not listen');
  return {
    url: `http://127.0.0.1:${address.port}`,
    /** Every request, in order. */
    asked,
    /** The requests that it has worked on, with what came of them, also when nobody heard the answer. */
    done,
    /** What happens to the next requests whose method and path fit. */
    becomes(is: Mood, of = /./, times = Number.POSITIVE_INFINITY) {
      mood = { of, is, times: is === 'well' ? 0 : times };
      if (is === 'holds' || is === 'late')
        held = new Promise((go) => {
          release = go;
        });
    },
    /** Lets the answers go that are held back. */
    letGo: () => release(),
    /** How often something was asked about this name: the service's jobs ask about other charges at any time. */
    askedAbout: (name: string) => asked.filter(({ path, body }) => path.includes(name) || body.includes(name)).length,
    /** How often it has worked on such a request. */
    times: (of: RegExp) => done.filter((one) => of.test(`${one.asked.method} ${one.asked.path}`)).length,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
export type StandIn = Awaited<ReturnType<typeof openStandIn>>;

async function read(request: IncomingMessage): Promise<Asked> {
  const { method = '', headers } = request;
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://stand-in');
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return { method, path, query, headers, body };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
