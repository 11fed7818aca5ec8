import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CartSnapshot, OrderId, type ProductId, VariantId } from '@credenza/contracts';
import { z } from 'zod';
import type { SignedIn } from './accounts.ts';
import { addressOf } from './addresses.ts';
import { expected, type Rest } from './rest.ts';

/** The parts of a product's page that a buyer chooses by. */
export const ProductPage = z.object({
  title: z.string(),
  sellerName: z.string(),
  variants: z
    .array(
      z.object({
        variantId: VariantId,
        title: z.string(),
        price: z.object({ amount: z.int(), currency: z.string() }),
        available: z.int(),
      }),
    )
    .min(1),
});
export type ProductPage = z.output<typeof ProductPage>;

/** The parts of an order that tell how it went. */
export const Order = z.object({
  orderId: OrderId,
  status: z.enum(['pending', 'paid', 'canceled']),
  total: z.int(),
  currency: z.string(),
  cancelDetail: z.string().optional(),
});
export type Order = z.output<typeof Order>;

/**
 * @param rest the marketplace
 * @param productId a product
 * @returns its page
 */
export async function productPage(rest: Rest, productId: ProductId): Promise<ProductPage> {
  return expected(await rest.ask('GET', `/api/products/${productId}`), ProductPage, 'looking at a product');
}

/**
 * Says where a cart shall go: shipping and tax are quoted for that.
 *
 * @param rest the marketplace
 * @param buyer who
 * @param headers further headers, such as x-correlation-id
 * @returns the cart at the price that holds there
 */
export async function sendTo(rest: Rest, buyer: SignedIn, headers: Record<string, string> = {}): Promise<CartSnapshot> {
  const { country, postalCode } = addressOf(buyer.account.name);
  const ask = { body: { country, postalCode }, token: buyer.token, headers };
  return expected(await rest.ask('PUT', '/api/cart/destination', ask), CartSnapshot, 'saying where to');
}

/**
 * Orders what is in the cart, with the sandbox's card that is always approved.
 *
 * @param rest the marketplace
 * @param buyer who
 * @param cart the cart as the buyer sees it, quoted for where it goes
 * @param headers further headers, such as x-correlation-id
 * @returns the order, still pending
 */
export async function checkOut(
  rest: Rest,
  buyer: SignedIn,
  cart: CartSnapshot,
  headers: Record<string, string> = {},
): Promise<Order> {
  const body = {
    cartVersion: cart.version,
    shippingAddress: addressOf(buyer.account.name),
    payment: { token: 'tok_approve' },
  };
  // The same cart is ordered once, however often the request has to be repeated.
  const key = { 'idempotency-key': `demo-${cart.cartId}-${cart.version}` };
  const ask = { body, token: buyer.token, headers: { ...headers, ...key } };
  return expected(await rest.ask('POST', '/api/orders', ask), Order, 'ordering');
}

/**
 * @param rest the marketplace
 * @param buyer whose order it is
 * @param orderId the order
 * @param withinMs how long to wait
 * @returns the order when it is paid or canceled, or as it is when the time is over
 */
export async function settled(rest: Rest, buyer: SignedIn, orderId: OrderId, withinMs = 30_000): Promise<Order> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await rest.ask('GET', `/api/orders/${orderId}`, { token: buyer.token });
    const order = expected(answer, Order, 'reading the order');
    if (order.status !== 'pending' || performance.now() > until) return order;
    await pause(100);
  }
}

/**
 * Puts one line into the buyer's cart.
 *
 * @param rest the marketplace
 * @param buyer who
 * @param line what and how many
 * @param headers further headers
 * @returns the cart
 */
export async function addToCart(
  rest: Rest,
  buyer: SignedIn,
  line: { variantId: VariantId; quantity: number },
  headers: Record<string, string> = {},
): Promise<CartSnapshot> {
  // With a key, pieces are added once even if the answer is lost and the request repeated.
  const ask = { body: line, token: buyer.token, headers: { 'idempotency-key': randomUUID(), ...headers } };
  const answer = await rest.ask('POST', '/api/cart/lines', ask);
  return expected(answer, CartSnapshot, 'filling the cart');
}

/**
 * Takes everything out of the buyer's cart.
 *
 * @param rest the marketplace
 * @param buyer who
 * @param headers further headers
 */
export async function emptyCart(rest: Rest, buyer: SignedIn, headers: Record<string, string> = {}): Promise<void> {
  expected(await rest.ask('DELETE', '/api/cart', { token: buyer.token, headers }), CartSnapshot, 'clearing the cart');
}
