import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(() => world?.stop(), 30_000);

const Report = z.object({
  rows: z.int(),
  products: z.object({ created: z.int(), failed: z.int() }),
  errors: z.array(z.object({ row: z.int(), handle: z.string() })),
});
const Mails = z.array(z.object({ subject: z.string() }));

/** A product over four rows (three sizes and a picture), with HTML that must not run, another product, and a row that is wrong. */
const file = `Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src,Image Position
walnut-stool,Walnut Stool,"<p>Turned by hand,
<strong>oiled</strong> twice.</p><script>alert(1)</script>",Nordlicht,Seating,"Walnut, Handmade",true,Height,Low,STOOL-L,3,49.90,/media/stool.svg,1
walnut-stool,,,,,,,,Middle,STOOL-M,7,59.90,,
walnut-stool,,,,,,,,High,STOOL-H,2,69.90,,
walnut-stool,,,,,,,,,,,,/media/stool-side.svg,2
clay-bowl,Clay Bowl,<p>A bowl</p>,Nordlicht,Kitchen,,true,Title,Default Title,BOWL,5,12,,
clay-bowl,,,,,,,,Title,,many,cheap,,
`;

test('a product of an imported Shopify file is bought like any other: paid, out of stock and cart, charged once, with receipt and live news', async () => {
  const seller = await world.person('seller');
  const answer = await fetch(`${world.url}/api/products/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${seller.token}`, 'content-type': 'text/csv' },
    body: file,
  });
  expect(answer.status).toBe(200);
  expect(Report.parse(await answer.json())).toMatchObject({
    rows: 6,
    products: { created: 2, failed: 0 },
    errors: expect.arrayContaining([{ row: 7, handle: 'clay-bowl' }]),
  });

  const stool = await eventually(async () => {
    const { body } = await world.call('GET', '/api/products?q=walnut%20stool');
    return body.items.find(({ title }: { title: string }) => title === 'Walnut Stool');
  });
  const path = `/api/products/${stool.productId}`;
  const page = (await world.call('GET', path)).body;
  expect(page.descriptionHtml).toBe('<p>Turned by hand,\n<strong>oiled</strong> twice.</p>');
  expect(page.images).toHaveLength(2);
  const [low, middle, high] = page.variants;
  expect([low, middle, high]).toMatchObject([{ title: 'Low' }, { title: 'Middle', available: 7 }, { title: 'High' }]);

  const buyer = await world.person('buyer');
  const { socket, messages } = await world.live(buyer);
  const order = await world.buy(buyer, middle.variantId, { quantity: 2 });
  expect(order.status).toBe(201);
  expect(order.body).toMatchObject({
    total: 11_980,
    lines: [{ title: 'Walnut Stool', variantTitle: 'Middle', sellerId: seller.userId, quantity: 2, unitPrice: 5_990 }],
  });
  const { orderId } = order.body;
  expect((await world.settled(buyer, orderId)).status).toBe('paid');

  await eventually(async () => {
    const { variants } = (await world.call('GET', path)).body;
    expect(variants.map(({ available }: { available: number }) => available)).toEqual([3, 5, 2]);
    return true;
  });
  await eventually(async () => (await buyer.get('/api/cart')).body.lines.length === 0);
  await eventually(async () => {
    const caught = await fetch(`${world.market.mailUrl}/mails.json?to=${encodeURIComponent(buyer.email)}`);
    const receipts = Mails.parse(await caught.json()).filter(({ subject }) => subject.startsWith('Receipt'));
    return receipts.length === 1 && receipts[0]?.subject.endsWith(orderId);
  });
  for (const status of ['created', 'paid'])
    await eventually(() => messages.some((one) => one.kind === 'order' && one.status === status));
  await eventually(() => messages.some((one) => one.kind === 'cart' && one.cart.lines.length === 0));
  await eventually(() => messages.some((one) => one.kind === 'notification' && one.notification.kind === 'order.paid'));
  socket.close();

  const charges = (await world.db('payment')).collection('sandbox_charges');
  expect(await charges.find({}).toArray()).toMatchObject([
    { _id: orderId.replace('ord_', 'pay_'), amount: 11_980, status: 'approved', calls: 1 },
  ]);
  const stock = (await world.db('product')).collection('stock');
  await eventually(async () => {
    const found = await stock.findOne({ _id: middle.variantId });
    expect(found).toMatchObject({ onHand: 5, available: 5, holds: [] });
    return true;
  });
}, 60_000);
