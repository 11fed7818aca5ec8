import type { ProductId } from '@credenza/contracts';
import { z } from 'zod';
import type { SignedIn } from './accounts.ts';
import type { PastOrder } from './history.ts';
import { addToCart, checkOut, emptyCart, Order, productPage, sendTo, settled } from './purchase.ts';
import { expected, type Rest } from './rest.ts';

const Orders = z.object({ items: z.array(Order) });

/**
 * Lets a buyer place the orders of the made-up past that are not there yet.
 *
 * @param rest the marketplace
 * @param buyer who
 * @param past the buyer's orders, the oldest first
 * @param ids the products by handle
 * @returns how many orders were placed now
 */
export async function relive(
  rest: Rest,
  buyer: SignedIn,
  past: readonly PastOrder[],
  ids: ReadonlyMap<string, ProductId>,
): Promise<number> {
  const answer = await rest.ask('GET', '/api/orders?limit=100', { token: buyer.token });
  const { items } = expected(answer, Orders, 'listing orders');
  const missing = past.slice(items.length);
  let placed = 0;
  for (const order of missing) if (await place(rest, buyer, order, ids)) placed += 1;
  return placed;
}

async function place(
  rest: Rest,
  buyer: SignedIn,
  { lines, canceled }: PastOrder,
  ids: ReadonlyMap<string, ProductId>,
): Promise<boolean> {
  await emptyCart(rest, buyer); // what a run left that was broken off
  let bought = false;
  for (const { handle, variant, quantity } of lines) {
    const productId = ids.get(handle);
    const chosen = productId && (await productPage(rest, productId)).variants[variant];
    // Whoever has used the marketplace meanwhile may have bought or changed it.
    if (chosen && chosen.available >= quantity) {
      await addToCart(rest, buyer, { variantId: chosen.variantId, quantity });
      bought = true;
    }
  }
  if (!bought) return false;
  const { orderId } = await checkOut(rest, buyer, await sendTo(rest, buyer));
  const { status } = await settled(rest, buyer, orderId);
  if (canceled && status === 'paid') {
    expected(await rest.ask('POST', `/api/orders/${orderId}/cancel`, { token: buyer.token }), Order, 'canceling');
  }
  return true;
}
