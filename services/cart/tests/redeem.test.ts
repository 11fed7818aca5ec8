import {
  newId,
  OrderId,
  orderCanceled,
  orderReduced,
  PaymentId,
  PromotionId,
  RefundId,
  SellerOrderId,
  UserId,
} from '@credenza/contracts';
import { type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import type { Promotion } from '../src/promotion.ts';
import { service } from '../src/service.ts';
import { aCart, anOffer, aPromotion, env, paidEvent } from './samples.ts';

let kit: Harness<Context>;
beforeAll(async () => {
  kit = await startForTest(service, { env });
});
afterAll(() => kit?.stop());

async function promotion(differences: Partial<Promotion>): Promise<PromotionId> {
  const { _id, version: _version, ...state } = aPromotion(differences);
  await kit.running.context.promotions.aggregates.create(_id, state);
  return PromotionId.parse(_id);
}
const internal = async (path: string, body: object) =>
  (await kit.http.post(`/internal/promotions/${path}`).set('dapr-api-token', kit.appToken).send(body).expect(200)).body;
const redeem = (orderId: OrderId, ids: PromotionId[], userId = newId(UserId)) =>
  internal('redeem', { orderId, userId, promotions: ids.map((promotionId) => ({ promotionId, amount: 100 })) });
const release = (orderId: OrderId) => internal('release', { orderId });
const used = async (id: string) => (await kit.running.context.uses.counts([id])).get(id) ?? 0;
const outcomes = (answers: { outcome: string }[]) => {
  const count = (outcome: string) => answers.filter((one) => one.outcome === outcome).length;
  return { redeemed: count('redeemed'), usedUp: count('used-up') };
};

describe('a limit in total', () => {
  test('holds for a crowd at once: exactly as many get it as there are', async () => {
    const id = await promotion({ totalLimit: 20 });
    const answers = await Promise.all(Array.from({ length: 120 }, () => redeem(newId(OrderId), [id])));
    expect(outcomes(answers)).toEqual({ redeemed: 20, usedUp: 100 });
    expect(await used(id)).toBe(20);
  });

  test('counts an order once, however often and at once it asks', async () => {
    const id = await promotion({ totalLimit: 2, perBuyerLimit: 2 });
    const [orderId, buyer] = [newId(OrderId), newId(UserId)];
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(orderId, [id, id], buyer)));
    expect(outcomes(answers).redeemed).toBe(10);
    expect([await used(id), await used(`${id}:${buyer}`)]).toEqual([1, 1]);
  });
});

describe('a limit for each buyer', () => {
  test('holds for one who checks out many times at once, and takes nothing from others', async () => {
    const id = await promotion({ perBuyerLimit: 2, totalLimit: 3 });
    const greedy = newId(UserId);
    const answers = await Promise.all(Array.from({ length: 30 }, () => redeem(newId(OrderId), [id], greedy)));
    expect(outcomes(answers)).toEqual({ redeemed: 2, usedUp: 28 });
    expect(await redeem(newId(OrderId), [id])).toEqual({ outcome: 'redeemed' });
    expect(await used(id)).toBe(3);
  });
});

describe('an order with several promotions', () => {
  test('gets all or none', async () => {
    const [wide, narrow] = [await promotion({ totalLimit: 9 }), await promotion({ totalLimit: 1 })];
    await redeem(newId(OrderId), [narrow]);
    const answer = await redeem(newId(OrderId), [wide, narrow]);
    expect(answer).toEqual({ outcome: 'used-up', promotionIds: [narrow] });
    expect(await used(wide)).toBe(0);
  });

  test('is told which of them are over, limited or not, and nothing is counted', async () => {
    const [on, unlimited] = [await promotion({ totalLimit: 9 }), await promotion({})];
    const [ended, past, planned] = [
      await promotion({ endedAt: new Date() }),
      await promotion({ endsAt: new Date(Date.now() - 1) }),
      await promotion({ startsAt: new Date(Date.now() + 3_600_000) }),
    ];
    expect(await redeem(newId(OrderId), [on, unlimited])).toEqual({ outcome: 'redeemed' });
    for (const over of [ended, past, planned, newId(PromotionId)])
      expect(await redeem(newId(OrderId), [on, unlimited, over])).toEqual({
        outcome: 'used-up',
        promotionIds: [over],
        ended: [over],
      });
    expect(await used(on)).toBe(1);
  });
});

describe('what an order has used', () => {
  test('is given back once, and another one may use it', async () => {
    const id = await promotion({ totalLimit: 1, perBuyerLimit: 1 });
    const [orderId, buyer] = [newId(OrderId), newId(UserId)];
    await redeem(orderId, [id], buyer);
    const answers = await Promise.all(Array.from({ length: 5 }, () => release(orderId)));
    expect(answers.filter(({ released }) => released)).toHaveLength(1);
    expect([await used(id), await used(`${id}:${buyer}`)]).toEqual([0, 0]);
    expect(await redeem(newId(OrderId), [id], buyer)).toEqual({ outcome: 'redeemed' });
  });

  test('stays given back when the order asks late, or at the same moment', async () => {
    const id = await promotion({ totalLimit: 50 });
    const late = newId(OrderId);
    expect(await release(late)).toEqual({ released: false });
    expect(await redeem(late, [id])).toEqual({ outcome: 'ended' });
    const orders = Array.from({ length: 30 }, () => newId(OrderId));
    await Promise.all(orders.flatMap((orderId) => [redeem(orderId, [id]), release(orderId)]));
    expect(await used(id)).toBe(0);
  });

  test('comes back when the order is canceled', async () => {
    const id = await promotion({ totalLimit: 1 });
    const order = paidEvent(aCart([[anOffer(), 1]])).data;
    await redeem(order.orderId, [id]);
    const applied = { promotionId: id, title: 'Sale', amount: 1, paidBy: 'marketplace' as const, limited: true };
    const canceled = orderCanceled.of({ ...order, reason: 'buyer', promotions: [applied] });
    expect((await kit.deliver(canceled)).status).toBe('SUCCESS');
    expect((await kit.deliver(canceled)).status).toBe('SUCCESS');
    expect(await used(id)).toBe(0);
  });

  test('comes back when shops have canceled all of it, and not before', async () => {
    const id = await promotion({ totalLimit: 1 });
    const { orderId, buyerId, currency, lines } = paidEvent(aCart([[anOffer(), 1]])).data;
    const [line] = lines;
    if (!line) throw new Error('no line');
    await redeem(orderId, [id]);
    const refund = { refundId: newId(RefundId), paymentId: newId(PaymentId), amount: 0, shop: 0, commission: 0 };
    const reduced = {
      ...{ orderId, buyerId, currency, sellerOrderId: newId(SellerOrderId), by: 'seller' as const },
      ...{ sellerId: line.sellerId, sellerName: line.sellerName, pieces: [line] },
      refund: { ...refund, marketDiscount: 0 },
    };
    await kit.deliver(orderReduced.of(reduced));
    expect(await used(id)).toBe(1);
    await kit.deliver(orderReduced.of({ ...reduced, orderOver: true }), { version: 2 });
    expect(await used(id)).toBe(0);
  });
});

test('nobody but another service redeems or releases', async () => {
  const seller = await kit.user('seller');
  for (const path of ['redeem', 'release'])
    await kit.http.post(`/internal/promotions/${path}`).set('authorization', seller.authorization).send({}).expect(401);
});
