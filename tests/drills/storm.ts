import type { VariantId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { type Answer, address, type Person, type World } from '../journeys/world.ts';

/** What many buyers have done while something terrible happened. */
export interface Storm {
  variantIds: VariantId[];
  /** Pieces of each variant at first. */
  stock: number;
  buyers: Person[];
  /** Orders that were accepted (201). */
  accepted: string[];
  /** What the buyers were told at last, request by request. */
  answers: Answer[];
}

export const rounds = 5;
export const crowd = 40;
/** How often a buyer looks at the cart again when an order of it is refused: earlier orders that are paid meanwhile change it. */
const patience = 8;
const passing = new Set([408, 429, 502, 503, 504]);

/**
 * Repeats a request, just as it was, until it is answered for good. An internal error is an answer for good.
 *
 * @param ask the request, which may be repeated
 * @returns the first answer that is not a passing failure
 */
async function insist(ask: () => Promise<Answer>): Promise<Answer> {
  return await eventually(async () => {
    const answer = await ask();
    if (passing.has(answer.status) || answer.body?.type?.endsWith('/in-progress'))
      throw new Error(`still ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer;
  }, 90_000);
}

/**
 * Lets 40 buyers check out five times each, one to three lines at a time, and does something terrible when a quarter of the orders
 * is placed.
 *
 * @param world a running marketplace
 * @param terrible what to do in the middle
 * @param token the payment token of all orders
 * @returns what the buyers were told
 */
export async function storm(world: World, terrible: () => Promise<void>, token = 'tok_approve'): Promise<Storm> {
  const seller = await world.person('seller');
  const stock = 1_000;
  const variantIds: VariantId[] = [];
  for (const _line of [1, 2, 3]) variantIds.push((await world.offer(seller, stock)).variantId);
  const buyers = await Promise.all(Array.from({ length: crowd }, () => world.person('buyer')));
  const result: Storm = { variantIds, stock, buyers, accepted: [], answers: [] };
  let struck: Promise<void> | undefined;

  await Promise.all(
    buyers.map(async (buyer) => {
      for (let round = 0; round < rounds; round += 1) {
        const order = await shop(buyer, variantIds.slice(0, 1 + (round % 3)), `${buyer.userId}-${round}`, token);
        result.answers.push(...order.answers);
        if (order.orderId !== undefined) result.accepted.push(order.orderId);
        if (result.accepted.length >= (crowd * rounds) / 4) struck ??= terrible();
      }
    }),
  );
  await struck;
  return result;
}

/** One buyer fills the cart and orders it; what is refused because the cart has changed is looked at and ordered again. */
async function shop(
  buyer: Person,
  variantIds: VariantId[],
  key: string,
  token: string,
): Promise<{ orderId?: string; answers: Answer[] }> {
  const answers: Answer[] = [];
  for (let attempt = 0; attempt < patience; attempt += 1) {
    let cart = await insist(() => buyer.get('/api/cart'));
    if (attempt === 0 || cart.body.lines?.length === 0) {
      for (const variantId of variantIds) {
        const named = { 'idempotency-key': `${key}-${attempt}-${variantId}` };
        cart = await insist(() => buyer.send('POST', '/api/cart/lines', { variantId, quantity: 1 }, named));
        if (cart.status !== 200) return { answers: [...answers, cart] };
      }
    }
    const body = { cartVersion: cart.body.version, shippingAddress: address, payment: { token } };
    const named = { 'idempotency-key': `${key}-${attempt}` };
    const order = await insist(() => buyer.send('POST', '/api/orders', body, named));
    answers.push(order);
    if (order.status === 201) return { orderId: order.body.orderId, answers };
    if (order.status !== 409) return { answers };
  }
  return { answers };
}
