import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was sent to the model. */
export interface ModelRequest {
  authorization: string | undefined;
  path: string | undefined;
  body: any;
}

/** What the stand-in does with a request. */
export type Behaviour =
  | { say: string; tokens?: number; end?: string }
  | { call: { name: string; args: unknown }[] }
  | { status: number; body?: object }
  | { cut: 'line' | 'stream' }
  | { hang: true };

/** Decides what to answer, from what was sent and what was asked before. */
export type Script = (request: ModelRequest) => Behaviour;

/** An endpoint that speaks OpenAI's protocol, as far as a chat with tools goes. */
export interface ModelServer {
  url: string;
  requests: ModelRequest[];
  /** How many have not waited for the end of their answer. */
  left: number;
  /** What is said next, and from then on. */
  script: Script;
  stop(): Promise<void>;
}

/** Starts the stand-in; it says nothing that a script does not tell it. */
export async function startModel(): Promise<ModelServer> {
  const server = createServer((request, answer) => void serve(request, answer, model));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const model: ModelServer = {
    url: `http://127.0.0.1:${port}/v1`,
    requests: [],
    left: 0,
    script: () => ({ status: 500 }),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return model;
}

async function serve(request: IncomingMessage, answer: ServerResponse, model: ModelServer): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { authorization } = request.headers;
  const asked = { authorization, path: request.url, body: JSON.parse(Buffer.concat(chunks).toString() || '{}') };
  model.requests.push(asked);
  const behaviour = model.script(asked);
  answer.once('close', () => {
    if (!answer.writableFinished) model.left += 1;
  });
  if ('hang' in behaviour) return;
  if ('status' in behaviour) {
    answer.writeHead(behaviour.status, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(behaviour.body ?? { error: { message: 'no', type: 'error', code: null, param: null } }));
    return;
  }
  answer.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (delta: object, end: string | null = null, more: object = {}) =>
    answer.write(
      `data: ${JSON.stringify({
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        created: 1,
        model: asked.body.model,
        choices: [{ index: 0, delta, finish_reason: end }],
        ...more,
      })}\n\n`,
    );
  send({ role: 'assistant', content: '' });
  if ('cut' in behaviour) {
    send({ content: 'The Larkspur desk costs €419.00 [1]' });
    if (behaviour.cut === 'line') return void answer.destroy();
    return void answer.end('data: [DONE]\n\n');
  }
  if ('call' in behaviour) {
    for (const [index, { name, args }] of behaviour.call.entries()) {
      const text = JSON.stringify(args);
      // Arguments come in pieces, as they do from real ones.
      const [head, tail] = [text.slice(0, 5), text.slice(5)];
      send({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name, arguments: head } }] });
      send({ tool_calls: [{ index, function: { arguments: tail } }] });
    }
    send({}, 'tool_calls');
  } else {
    for (const piece of behaviour.say.match(/[\s\S]{1,7}/gu) ?? []) send({ content: piece });
    send({}, behaviour.end ?? 'stop');
  }
  const total = 'tokens' in behaviour && behaviour.tokens !== undefined ? behaviour.tokens : 120;
  const usage = { prompt_tokens: total - 20, completion_tokens: 20, total_tokens: total };
  answer.write(
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage })}\n\n`,
  );
  answer.end('data: [DONE]\n\n');
}

/**
 * @param body a request's body
 * @returns what tools have answered since the user's last words, as JSON or as they are
 */
export function toolResults(body: any): any[] {
  const last = body.messages.findLastIndex(({ role }: { role: string }) => role === 'user');
  return body.messages
    .slice(last)
    .filter(({ role }: { role: string }) => role === 'tool')
    .map(({ content }: { content: string }) => {
      try {
        return JSON.parse(content);
      } catch {
        return content;
      }
    });
}

/** Searches with the user's words, and then says something about what was found. */
export function searching(say: (results: any[]) => string, name = 'search_products'): Script {
  return ({ body }) => {
    const results = toolResults(body);
    const { content } = body.messages.findLast(({ role }: { role: string }) => role === 'user');
    return results.length === 0 ? { call: [{ name, args: { query: content } }] } : { say: say(results) };
  };
}
