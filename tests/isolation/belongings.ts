import { eventually } from '@credenza/service-kit/testing';
import { done, pdf, upload } from '../journeys/sending.ts';
import type { Person, World } from '../journeys/world.ts';

/** What belongs to a buyer and a shop: one of everything that has an id of its own. */
export interface Belongings {
  owners: Person[];
  /** By the name of the path parameter that stands for it. */
  ids: Record<string, string>;
}

/** One black pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

async function first(who: Person, path: string): Promise<any> {
  return await eventually(async () => (await who.get(path)).body.items[0]);
}

/** Somebody who has been asked into the shop, a document, a product: what a shop has before it sells. */
async function shopOf(world: World, seller: Person): Promise<Record<string, string>> {
  const email = `asked-${process.pid}@example.com`;
  const invitation = await done(seller, 'POST', '/api/auth/shop/invitations', { email, role: 'staff' });
  const { documentId } = await upload(world, seller, '/api/auth/shop/documents?kind=identity&name=x', pdf);
  const sale = { title: 'Sale', benefit: { kind: 'percentage', basisPoints: 1_000 } };
  const { promotionId } = await done(seller, 'POST', '/api/cart/promotions', sale);
  return { promotionId, invitationId: invitation.invitationId, documentId, userId: seller.userId };
}

/** A picture that the seller has uploaded. */
async function picturedBy(world: World, seller: Person, productId: string): Promise<string> {
  const { images } = await upload(world, seller, `/api/products/${productId}/images`, {
    type: 'image/png',
    content: png,
  });
  return /img_[^-]+/.exec(images.at(-1).src)?.[0] ?? '';
}

/** What the buyer says about the product, once product knows that it has arrived. */
async function reviewBy(buyer: Person, productId: string): Promise<string> {
  const review = { rating: 4, title: 'Holds', text: 'Ten years of books.' };
  const headers = { 'idempotency-key': crypto.randomUUID() };
  return await eventually(async () => {
    const { status, body } = await buyer.send('POST', `/api/products/${productId}/reviews`, review, headers);
    return status === 201 && body.reviewId;
  });
}

/** An order of two pieces of which one has arrived and is asked back, with a dispute about the other. */
async function orderOf(
  world: World,
  buyer: Person,
  seller: Person,
  variantId: string,
): Promise<Record<string, string>> {
  const { orderId } = (await world.buy(buyer, variantId as never, { quantity: 2 })).body;
  await world.settled(buyer, orderId);
  const { sellerOrderId, lines } = await first(seller, '/api/orders/sales');
  const pieces = [{ lineId: lines[0].lineId, quantity: 1 }];
  await done(seller, 'POST', `/api/orders/sales/${sellerOrderId}/accept`);
  await done(seller, 'POST', `/api/orders/sales/${sellerOrderId}/pack`);
  await done(seller, 'POST', `/api/orders/sales/${sellerOrderId}/ship`, { carrier: 'DHL', pieces });
  await done(seller, 'POST', `/api/orders/sales/${sellerOrderId}/deliver`, {});
  const reason = 'It does not fit.';
  await done(buyer, 'POST', `/api/orders/${orderId}/returns`, { sellerOrderId, pieces, reason });
  const { sellerOrders } = await done(buyer, 'POST', `/api/orders/${orderId}/disputes`, { sellerOrderId, reason });
  const [{ returns, disputes }] = sellerOrders;
  const paymentId = (await first(buyer, '/api/payments')).paymentId;
  return { orderId, sellerOrderId, returnId: returns[0].returnId, disputeId: disputes[0].disputeId, paymentId };
}

/** What the buyer has said to the assistant, and what it would do. */
async function talkOf(buyer: Person, productId: string): Promise<Record<string, string>> {
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const { conversationId } = (await buyer.send('POST', '/api/assistant/conversations', undefined, headers)).body;
  const proposes = await eventually(async () => {
    const params = { name: 'add_to_cart', arguments: { productId } };
    const accept = { accept: 'application/json, text/event-stream' };
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
    const { body } = await buyer.send('POST', '/api/assistant/mcp', call, accept);
    return /ppl_\w+/.exec(JSON.stringify(body))?.[0];
  });
  return { conversationId, proposalId: proposes };
}

/**
 * Lets a buyer and a seller do what leaves something behind.
 *
 * @param world the marketplace
 * @returns who they are and what they have
 */
export async function acquire(world: World): Promise<Belongings> {
  const [buyer, seller] = [await world.person('buyer'), await world.person('seller')];
  const shop = await shopOf(world, seller);
  const { productId, variantId } = await world.offer(seller, 50);
  const imageId = await picturedBy(world, seller, productId);
  const order = await orderOf(world, buyer, seller, variantId);
  const reviewId = await reviewBy(buyer, productId);
  const { lines } = await done(buyer, 'POST', '/api/cart/lines', { variantId, quantity: 1 });
  const { notificationId } = await first(buyer, '/api/notifications');
  const { sessionId } = await first(buyer, '/api/auth/sessions');
  const raise = { dryRun: true, change: { price: { percent: 10 } } };
  const { bulkId } = await done(seller, 'POST', '/api/products/bulk', raise);
  const watch = { variantId, backInStock: true };
  const { watchId } = await eventually(() => done(buyer, 'POST', '/api/notifications/watches', watch));
  const hook = { url: 'https://example.com/hook', events: ['order.paid'] };
  const { webhookId } = await done(seller, 'POST', '/api/notifications/webhooks', hook);
  const { requestId } = await done(buyer, 'POST', '/api/auth/privacy/exports', { password: buyer.password });
  const own = {
    requestId,
    bulkId,
    imageId,
    reviewId,
    watchId,
    webhookId,
    sellerId: seller.userId,
    lineId: lines[0].lineId,
    notificationId,
    sessionId,
    productId,
    variantId,
  };
  return { owners: [buyer, seller], ids: { ...shop, ...order, ...(await talkOf(buyer, productId)), ...own } };
}
