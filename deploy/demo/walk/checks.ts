import { setTimeout as pause } from 'node:timers/promises';
import { CartSnapshot, formatMoney, type LiveMessage } from '@credenza/contracts';
import { z } from 'zod';
import type { SignedIn } from '../accounts.ts';
import { type Order, productPage } from '../purchase.ts';
import { expected, type Rest } from '../rest.ts';
import type { Choice } from './choose.ts';
import type { Mailbox } from './mailbox.ts';

/** Whether a promise of the marketplace was kept, in one sentence. */
export interface Check {
  kept: boolean;
  sentence: string;
}

/** What a purchase left behind, to be looked at. */
export interface Bought {
  rest: Rest;
  buyer: SignedIn;
  choice: Choice;
  order: Order;
  heard: readonly LiveMessage[];
  mailbox: Mailbox | undefined;
}

const Payments = z.object({
  items: z.array(z.object({ paymentId: z.string(), state: z.string(), amount: z.int(), currency: z.string() })),
});
const withinMs = 20_000;

/**
 * Looks again and again until a promise is kept.
 *
 * @param look looks once
 * @param patience how long, in ms
 * @returns what was seen when it was kept, or at the end
 */
export async function until(look: () => Promise<Check>, patience = withinMs): Promise<Check> {
  const end = performance.now() + patience;
  for (;;) {
    const check = await look();
    if (check.kept || performance.now() > end) return check;
    await pause(100);
  }
}

/**
 * Checks everything that a purchase promises: paid, stock down, cart empty, charged once, told live, receipt sent.
 *
 * @param bought the purchase
 * @returns the checks, in that order
 */
export async function checksOf(bought: Bought): Promise<Check[]> {
  return await Promise.all([
    paid(bought),
    ...[stock, cart, charge, live, receipt].map((look) => until(() => look(bought))),
  ]);
}

function paid({ order }: Bought): Check {
  const detail = order.cancelDetail === undefined ? '' : `, ${order.cancelDetail}`;
  return {
    kept: order.status === 'paid',
    sentence: `Order ${order.orderId} is ${order.status}${detail}: ${formatMoney({ amount: order.total, currency: order.currency })}.`,
  };
}

async function stock({ rest, choice }: Bought): Promise<Check> {
  const { productId, page, variant, quantity } = choice;
  const now = (await productPage(rest, productId)).variants.find(({ variantId }) => variantId === variant.variantId);
  const left = now?.available ?? 0;
  return {
    kept: left === variant.available - quantity,
    sentence: `Of ${page.title} there were ${variant.available}, ${quantity} were bought, ${left} are left.`,
  };
}

async function cart({ rest, buyer }: Bought): Promise<Check> {
  const answer = await rest.ask('GET', '/api/cart', { token: buyer.token });
  const { lines } = expected(answer, CartSnapshot, 'looking into the cart');
  return {
    kept: lines.length === 0,
    sentence: lines.length === 0 ? 'The cart is empty.' : `The cart still holds ${lines.length} lines.`,
  };
}

async function charge({ rest, buyer, order }: Bought): Promise<Check> {
  const answer = await rest.ask('GET', `/api/payments?orderId=${order.orderId}`, { token: buyer.token });
  const charged = expected(answer, Payments, 'looking at the payments').items.filter(
    ({ state }) => state === 'succeeded',
  );
  const [first] = charged;
  const right = charged.length === 1 && first?.amount === order.total;
  return {
    kept: right,
    sentence: right
      ? `The charge is recorded once: ${first.paymentId}.`
      : `There are ${charged.length} charges of this order.`,
  };
}

async function live({ heard, order }: Bought): Promise<Check> {
  const told = heard.some(
    (message) => message.kind === 'order' && message.orderId === order.orderId && message.status === 'paid',
  );
  const emptied = heard.some((message) => message.kind === 'cart' && message.cart.lines.length === 0);
  return {
    kept: told && emptied,
    sentence: `${heard.length} live messages came over the socket${told ? '' : ', none of them tells that the order is paid'}.`,
  };
}

async function receipt({ mailbox, buyer, order }: Bought): Promise<Check> {
  if (!mailbox) return { kept: true, sentence: 'The receipt was not looked for: no local mail catcher answers.' };
  const mail = await mailbox.find(buyer.account.email, `Receipt for your order ${order.orderId}`);
  return {
    kept: mail !== undefined,
    sentence: mail ? `The receipt has arrived: ${mail.url}` : `No receipt has come to ${buyer.account.email}.`,
  };
}
