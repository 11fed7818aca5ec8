import { Reply, route } from '@credenza/service-kit';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { mcpServer } from '../server.ts';

const Message = z.record(z.string(), z.unknown());

export const serveMcp = route({
  method: 'post',
  path: '/api/assistant/mcp',
  summary:
    'The assistant’s tools for MCP clients (Streamable HTTP, stateless): a JSON-RPC message, its answer as JSON.',
  role: 'user',
  limit: { points: 120, seconds: 60 },
  body: Message,
  reply: Message,
  async handle({ body, user, request }, ctx: Context) {
    const { authorization, accept = '' } = request.headers;
    const caller = { user, authorization, signal: AbortSignal.timeout(ctx.answerWithinMs) };
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    const server = mcpServer(caller, ctx);
    await server.connect(transport);
    try {
      const version = request.headers['mcp-protocol-version'];
      const headers = {
        accept,
        'content-type': 'application/json',
        ...(typeof version === 'string' && { 'mcp-protocol-version': version }),
      };
      const message = new Request('http://assistant/api/assistant/mcp', { method: 'POST', headers });
      const answer = await transport.handleRequest(message, { parsedBody: body });
      const text = await answer.text();
      if (text === '') return new Reply({}, { status: answer.status });
      return new Reply(Message.parse(JSON.parse(text)), { status: answer.status });
    } finally {
      await server.close();
    }
  },
});
