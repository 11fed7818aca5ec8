import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Person, World } from './world.ts';

export type { Client };

/**
 * Connects as an MCP client that somebody has given their token.
 *
 * @param world the marketplace
 * @param person whose token
 * @returns the connected client
 */
export async function mcpClient(world: World, person: Person): Promise<Client> {
  const client = new Client({ name: 'journey', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${person.token}` } };
  const address = new URL('/api/assistant/mcp', world.url);
  await client.connect(new StreamableHTTPClientTransport(address, { requestInit }) as never);
  return client;
}
