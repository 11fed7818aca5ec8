import { DisputeId, newId, ReturnId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Market, openMarket, type Sale } from './market.ts';

let market: Market;

beforeAll(async () => {
  market = await openMarket();
});
afterAll(() => market?.stop());

const returnsOf = ({ orderId }: Sale) => `/api/orders/${orderId}/returns`;
const sales = ({ sellerOrderId }: Sale) => `/api/orders/sales/${sellerOrderId}`;
const journaled = (type: string, subject: string) => market.running.relay.journal.countDocuments({ type, subject });

async function delivered(): Promise<Sale> {
  const sale = await market.sale();
  await market.fulfil(sale, 'deliver');
  return sale;
}
const wish = (sale: Sale, quantity: number) => ({
  sellerOrderId: sale.sellerOrderId,
  pieces: [{ lineId: sale.lamp, quantity }],
  reason: 'too bright',
});

describe('a return', () => {
  test('is asked for, approved, received and paid back, once each', async () => {
    const sale = await delivered();
    const asked = await market.post(market.buyer, returnsOf(sale), wish(sale, 2)).expect(200);
    const { returnId } = asked.body.sellerOrders[0].returns[0];
    const act = (what: string, body: object) =>
      market.post(market.seller, `${sales(sale)}/returns/${returnId}/${what}`, body);
    await act('receive', { restock: true }).expect(409);
    await act('approve', { note: 'Elm Street 5, Berlin' }).expect(200);
    await act('decline', { note: 'no' }).expect(409);
    await act('receive', { restock: true }).expect(200);
    await act('receive', { restock: true }).expect(200);
    const event = await market.published('return.received', ({ subject }) => subject === returnId);
    expect(event.data).toMatchObject({ restock: true, refund: { amount: 4_000, shop: 3_600, commission: 400 } });
    const { body } = await market.get(market.buyer, `/api/orders/${sale.orderId}`).expect(200);
    expect(body.sellerOrders[0].returns).toMatchObject([{ state: 'received', note: 'Elm Street 5, Berlin' }]);
    expect(body.timeline.map((one: { what: string }) => one.what).slice(-3)).toEqual([
      'return-requested',
      'return-approved',
      'return-received',
    ]);
    expect(await journaled('return.received', returnId)).toBe(1);
  });

  test('nobody can send back more than has arrived, though twenty tabs ask at once', async () => {
    const sale = await delivered();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => market.post(market.buyer, returnsOf(sale), wish(sale, 1))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(17);
    expect((await sale.part()).returns).toHaveLength(3);
  });

  test('is received once, though ten members of the shop say so at once', async () => {
    const sale = await delivered();
    const asked = await market.post(market.buyer, returnsOf(sale), wish(sale, 3)).expect(200);
    const { returnId } = asked.body.sellerOrders[0].returns[0];
    await market.post(market.seller, `${sales(sale)}/returns/${returnId}/approve`, {}).expect(200);
    const receive = () =>
      market.post(market.seller, `${sales(sale)}/returns/${returnId}/receive`, { restock: false }).expect(200);
    await Promise.all(Array.from({ length: 10 }, receive));
    expect((await sale.part()).refunds).toMatchObject([{ amount: 6_000, why: 'return' }]);
    await eventually(async () => (await journaled('return.received', returnId)) === 1);
  });

  test('is too early before the arrival, and too late after thirty days', async () => {
    const sale = await market.sale();
    await market.fulfil(sale, 'ship');
    await market.post(market.buyer, returnsOf(sale), wish(sale, 1)).expect(409);
    await market.post(market.seller, `${sales(sale)}/deliver`, {}).expect(200);
    await market.running.context.orders.change(sale.orderId, ({ sellerOrders }) => ({
      state: {
        sellerOrders: sellerOrders.map((part) => ({
          ...part,
          parcels: part.parcels.map((one) => ({ ...one, deliveredAt: new Date(Date.now() - 30.01 * 86_400_000) })),
        })),
      },
      facts: [],
    }));
    await market.post(market.buyer, returnsOf(sale), wish(sale, 1)).expect(409);
  });
});

describe('a dispute', () => {
  test('is opened, argued, listed and resolved; the money is limited by what is left', async () => {
    const sale = await delivered();
    const asked = await market.post(market.buyer, returnsOf(sale), wish(sale, 1)).expect(200);
    const { returnId } = asked.body.sellerOrders[0].returns[0];
    await market.post(market.seller, `${sales(sale)}/returns/${returnId}/decline`, { note: 'it is worn' }).expect(200);
    const claim = { sellerOrderId: sale.sellerOrderId, reason: 'It was broken when it came.', returnId };
    const opened = await market.post(market.buyer, `/api/orders/${sale.orderId}/disputes`, claim).expect(200);
    const { disputeId } = opened.body.sellerOrders[0].disputes[0];
    const text = { text: 'Look at the picture.' };
    await market.post(market.buyer, `/api/orders/${sale.orderId}/disputes/${disputeId}/notes`, text).expect(200);
    const reply = { text: 'That is another lamp.' };
    await market.post(market.seller, `${sales(sale)}/disputes/${disputeId}/notes`, reply).expect(200);

    const list = await market.get(market.admin, '/api/orders/admin/disputes?limit=100').expect(200);
    const found = list.body.items.find((one: { disputeId: string }) => one.disputeId === disputeId);
    expect(found).toMatchObject({
      orderId: sale.orderId,
      left: 16_000,
      notes: [
        { by: 'buyer', text: 'Look at the picture.' },
        { by: 'seller', text: 'That is another lamp.' },
      ],
    });
    const resolve = (body: object) =>
      market.post(market.admin, `/api/orders/admin/disputes/${disputeId}/resolve`, body);
    await resolve({ outcome: 'refunded', amount: 16_001, note: 'all of it' }).expect(409);
    await resolve({ outcome: 'refunded', note: 'how much?' }).expect(400);
    const ruling = { outcome: 'refunded', amount: 1_500, note: 'half a lamp' };
    const { body } = await resolve(ruling).expect(200);
    expect(body).toMatchObject({ state: 'refunded', resolution: 'half a lamp', left: 14_500 });
    await resolve(ruling).expect(200);
    await resolve({ outcome: 'dismissed', note: 'no' }).expect(409);
    const event = await market.published('dispute.resolved', ({ subject }) => subject === disputeId);
    expect(event.data).toMatchObject({ outcome: 'refunded', refund: { amount: 1_500, commission: 150 } });
    expect(await journaled('dispute.resolved', disputeId)).toBe(1);
    const entries = await market.running.audit.records.find({ subject: disputeId }).lean();
    expect(entries).toMatchObject([{ act: 'dispute.resolved', actor: market.admin.userId, detail: ruling }]);
    const open = await market.get(market.admin, '/api/orders/admin/disputes?limit=100').expect(200);
    expect(open.body.items.map((one: { disputeId: string }) => one.disputeId)).not.toContain(disputeId);
  });

  test('the list goes page by page, the oldest first', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const sale = await delivered();
      const claim = { sellerOrderId: sale.sellerOrderId, reason: 'It is not here.' };
      const { body } = await market.post(market.buyer, `/api/orders/${sale.orderId}/disputes`, claim).expect(200);
      ids.push(body.sellerOrders[0].disputes[0].disputeId);
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await market
        .get(market.admin, `/api/orders/admin/disputes?limit=1${cursor && `&cursor=${cursor}`}`)
        .expect(200);
      seen.push(...body.items.map((one: { disputeId: string }) => one.disputeId));
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
    expect(seen).toEqual(seen.toSorted());
  });

  test('one at a time, though many are opened at once', async () => {
    const sale = await delivered();
    const claim = { sellerOrderId: sale.sellerOrderId, reason: 'It is not here.' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => market.post(market.buyer, `/api/orders/${sale.orderId}/disputes`, claim)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await sale.part()).disputes).toHaveLength(1);
  });
});

test('what does not exist is not found', async () => {
  const sale = await delivered();
  await market.post(market.seller, `${sales(sale)}/returns/${newId(ReturnId)}/approve`, {}).expect(404);
  await market.post(market.seller, `${sales(sale)}/disputes/${newId(DisputeId)}/notes`, { text: '?' }).expect(404);
  const note = `/api/orders/${sale.orderId}/disputes/${newId(DisputeId)}/notes`;
  await market.post(market.buyer, note, { text: '?' }).expect(404);
  const ruling = { outcome: 'dismissed', note: '?' };
  await market.post(market.admin, `/api/orders/admin/disputes/${newId(DisputeId)}/resolve`, ruling).expect(404);
});
