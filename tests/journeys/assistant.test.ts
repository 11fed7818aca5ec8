import type { ProductId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, mcpClient } from './mcp-client.ts';
import { done } from './sending.ts';
import { type Person, startWorld, type World } from './world.ts';

let world: World;
let seller: Person;
let buyer: Person;

beforeAll(async () => {
  world = await startWorld();
  seller = await world.person('seller', 'Lund Oak Works');
  buyer = await world.person('buyer');
}, 240_000);
afterAll(() => world?.stop(), 60_000);

/** Offers something that the assistant soon knows. */
async function offer(title: string, variants: object[], options: object[] = []): Promise<ProductId> {
  const { productId } = await done(seller, 'POST', '/api/products', {
    title,
    descriptionHtml: `<p>${title}, made by hand.</p>`,
    status: 'active',
    category: 'Home / Tables',
    tags: [],
    attributes: {},
    images: [],
    options,
    variants,
  });
  await eventually(async () => {
    const { body } = await world.call('GET', `/api/assistant/search?q=${encodeURIComponent(title)}&source=product`);
    return body.items.some(({ ref }: { ref: string }) => ref === productId);
  });
  return productId;
}

async function conversation(person: Person): Promise<(text: string) => Promise<any>> {
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const begun = await person.send('POST', '/api/assistant/conversations', undefined, headers);
  const path = `/api/assistant/conversations/${begun.body.conversationId}/messages`;
  return (text) => done(person, 'POST', path, { text });
}
const confirm = (person: Person, proposalId: string) =>
  person.send('POST', `/api/assistant/confirmations/${proposalId}`);
const linesOf = async (person: Person) => (await person.get('/api/cart')).body.lines;

test('finds a table, is asked for two of one variant, and puts them into the cart once confirmed', async () => {
  const options = [{ name: 'Finish', values: ['Oiled', 'Lacquered'] }];
  const productId = await offer(
    'Larkspur desk',
    [
      { options: ['Oiled'], price: 41_900, stock: 9 },
      { options: ['Lacquered'], price: 43_900, stock: 9 },
    ],
    options,
  );
  const say = await conversation(buyer);
  expect(await say('Do you have a Larkspur desk?')).toMatchObject({ kind: 'products', products: [productId] });
  const asks = await say('Add two of them to my cart');
  expect(asks).toMatchObject({ kind: 'question', products: [productId] });
  expect(asks.text).toContain('Lacquered: €439.00');
  const { kind, text, proposal } = await say('the lacquered one please');
  expect({ kind, text }).toMatchObject({ kind: 'proposal', text: expect.stringContaining('Put 2 × Larkspur desk') });
  expect(await linesOf(buyer)).toEqual([]);

  const stranger = await world.person('buyer');
  expect((await confirm(stranger, proposal.proposalId)).status).toBe(404);
  const twice = await Promise.all([confirm(buyer, proposal.proposalId), confirm(buyer, proposal.proposalId)]);
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);
  expect((await confirm(buyer, proposal.proposalId)).status).toBe(200);
  expect(await linesOf(buyer)).toMatchObject([{ quantity: 2, variantTitle: 'Lacquered' }]);

  const delivery = await say('Is the Larkspur desk available?');
  expect(delivery.text).toMatch(/in stock|left/);
  await done(buyer, 'DELETE', '/api/cart');
}, 120_000);

test('knows how orders stand, and starts the return of the piece that is named once confirmed', async () => {
  const lamp = await offer('Brindle lamp', [{ options: [], price: 8_900, stock: 5 }]);
  const vase = await offer('Quetzal vase', [{ options: [], price: 2_000, stock: 5 }]);
  const say = await conversation(buyer);
  expect((await say('Where is my order?')).text).toBe('You have not ordered anything yet.');
  await add(lamp);
  const placed = await world.buy(buyer, await variantOf(vase));
  const { orderId } = placed.body;
  await world.settled(buyer, orderId);
  expect((await say('Where is my order?')).text).toContain('is paid and being prepared');
  expect((await say('I want to return my lamp')).kind).toBe('question');

  const sale: any = await eventually(
    async () => (await seller.get(`/api/orders/sales?orderId=${orderId}`)).body.items[0],
  );
  const part = `/api/orders/sales/${sale.sellerOrderId}`;
  await done(seller, 'POST', `${part}/accept`);
  await done(seller, 'POST', `${part}/pack`);
  await done(seller, 'POST', `${part}/ship`, { carrier: 'DHL', tracking: 'JD42' });
  expect((await say(`Wo ist meine Bestellung ${orderId}?`)).text).toContain('ist unterwegs');
  await done(seller, 'POST', `${part}/deliver`, {});

  const asks = await say('I want to return my order');
  expect(asks.kind).toBe('question');
  expect(asks.text).toContain('1 × Brindle lamp');
  const { proposal, text } = await say('the Brindle lamp');
  expect(text).toContain('to take back 1 × Brindle lamp');
  expect((await buyer.get(`/api/orders/${orderId}`)).body.sellerOrders[0].returns).toEqual([]);
  expect((await confirm(buyer, proposal.proposalId)).status).toBe(200);
  const [part1] = (await buyer.get(`/api/orders/${orderId}`)).body.sellerOrders;
  expect(part1.returns).toMatchObject([{ state: 'requested', pieces: [{ quantity: 1 }] }]);

  const stranger = await world.person('buyer');
  const hers = await conversation(stranger);
  expect(JSON.stringify(await hers(`Where is my order ${orderId}?`))).not.toContain('Brindle');
  expect((await (await conversation(stranger))(`Wo ist meine Bestellung ${orderId}?`)).text).toContain('Das finde ich');
}, 120_000);

test('serves the same tools over MCP, each person theirs', async () => {
  const [mine, shops]: [Client, Client] = [await mcpClient(world, buyer), await mcpClient(world, seller)];
  const orders = await mine.callTool({ name: 'my_orders', arguments: {} });
  expect(JSON.stringify(orders)).toContain('Brindle lamp');
  await expect(shops.callTool({ name: 'my_orders', arguments: {} })).rejects.toThrow('no such tool');
  await Promise.all([mine.close(), shops.close()]);
}, 60_000);

test('advises a shop on its own stock and prices, and nobody else', async () => {
  const own = await conversation(seller);
  const stock = await own('What should I reorder?');
  expect(stock).toMatchObject({ kind: 'advice', tools: ['check_inventory'] });
  expect(stock.text).toContain('Brindle lamp');
  const price = await own('Suggest a price for the Brindle lamp');
  expect(price).toMatchObject({ kind: 'advice', tools: ['suggest_price'] });
  expect(price.text).toContain('€89.00');

  const rival = await conversation(await world.person('seller'));
  expect((await rival('What should I reorder?')).text).toBe('Your shop offers nothing at the moment.');
  expect((await rival('Suggest a price for the Brindle lamp')).kind).toBe('question');
  const shopper = await conversation(buyer);
  expect((await shopper('What should I reorder?')).tools).not.toContain('check_inventory');
}, 60_000);

async function variantOf(productId: ProductId) {
  return (await world.call('GET', `/api/products/${productId}`)).body.variants[0].variantId;
}

async function add(productId: ProductId): Promise<void> {
  await done(buyer, 'POST', '/api/cart/lines', { variantId: await variantOf(productId), quantity: 1 });
}
