import { productUpdated } from '@credenza/contracts';
import { eventually, type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { toolsFor } from '../src/tools/registry.ts';
import { product } from './samples.ts';

let kit: Harness<Context>;
const desk = product({ title: 'Larkspur desk', description: 'A desk of walnut.', price: 41_900 });

beforeAll(async () => {
  kit = await startForTest(service);
  await kit.deliver(productUpdated.of(desk));
  await eventually(() => kit.running.context.knowledge.store.refs().includes('article:seller-commission'));
});
afterAll(() => kit?.stop());

async function connected(user: TestUser): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { authorization: user.authorization } };
  const transport = new StreamableHTTPClientTransport(new URL(`${kit.running.url}/api/assistant/mcp`), { requestInit });
  await client.connect(transport as never);
  return client;
}

test('a buyer lists and calls the tools of buyers', async () => {
  const client = await connected(await kit.user('buyer'));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['search_products', 'compare_products', 'search_articles', 'my_orders', 'add_to_cart']),
  );
  const found = await client.callTool({ name: 'search_products', arguments: { query: 'walnut desk' } });
  expect(JSON.stringify(found)).toContain(desk.productId);
  const added = await client.callTool({ name: 'add_to_cart', arguments: { productId: desk.productId } });
  expect(JSON.stringify(added)).toContain('Put 1 × Larkspur desk');
  await client.close();
});

test('a seller sees and calls only what is for sellers and everybody', async () => {
  const client = await connected(await kit.user('seller'));
  const names = (await client.listTools()).tools.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['search_products', 'search_articles']));
  const found = await client.callTool({ name: 'search_articles', arguments: { query: 'commission and payouts' } });
  expect(JSON.stringify(found)).toContain('seller-commission');
  for (const name of ['my_orders', 'add_to_cart', 'start_return']) {
    expect(names).not.toContain(name);
    await expect(client.callTool({ name, arguments: {} })).rejects.toThrow('no such tool');
  }
  await client.close();
});

test('a buyer neither sees nor calls what is for sellers', async () => {
  const buyer = await kit.user('buyer');
  const user = { id: buyer.userId, role: 'buyer' as const, name: '', sessionId: 'ses_x' as never };
  const [sample] = toolsFor(undefined);
  if (!sample) throw new Error('there are tools');
  const suggests = { ...sample, name: 'suggest_price', roles: ['seller' as const] };
  expect(toolsFor(user, [suggests])).toEqual([]);
  expect(toolsFor(undefined, [suggests])).toEqual([]);
  expect(toolsFor({ ...user, role: 'admin' }, [suggests])).toEqual([]);
  expect(toolsFor({ ...user, role: 'seller' }, [suggests])).toEqual([suggests]);
  const client = await connected(buyer);
  await expect(client.callTool({ name: 'suggest_price', arguments: {} })).rejects.toThrow('no such tool');
  await client.close();
});

test('nothing confirms a proposal over MCP, and strangers are not let in', async () => {
  const client = await connected(await kit.user('buyer'));
  expect((await client.listTools()).tools.filter(({ name }) => name.includes('confirm'))).toEqual([]);
  await client.close();
  await kit.http.post('/api/assistant/mcp').send({ jsonrpc: '2.0', id: 1, method: 'tools/list' }).expect(401);
});

test('bad arguments and messages are refused', async () => {
  const buyer = await kit.user('buyer');
  const client = await connected(buyer);
  for (const args of [{}, { query: '' }, { query: 'x', limit: 99 }, { query: 'x', more: 1 }]) {
    expect(await client.callTool({ name: 'search_products', arguments: args })).toMatchObject({ isError: true });
  }
  await client.close();
  for (const body of [{}, { jsonrpc: '1.0' }, []]) {
    const { status } = await kit.http.post('/api/assistant/mcp').set('authorization', buyer.authorization).send(body);
    expect([400, 406]).toContain(status);
  }
});
