import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { formatMoney, type LiveMessage } from '@credenza/contracts';
import type { SignedIn } from '../accounts.ts';
import { addToCart, checkOut, emptyCart, sendTo, settled } from '../purchase.ts';
import type { Rest } from '../rest.ts';
import type { Bought } from './checks.ts';
import { type Check, checksOf } from './checks.ts';
import type { Choice } from './choose.ts';
import { inOrder } from './in-order.ts';
import { follow } from './journal.ts';
import { listen } from './live.ts';
import type { Mailbox } from './mailbox.ts';
import { eventStep, lineOf, liveStep, piecesOf, restStep } from './tell.ts';

/** After so long without news, in ms, the cascade is over. */
const overAfterMs = 600;

/**
 * Buys something and prints the cascade while it runs.
 *
 * @param parts the marketplace, the buyer, what to buy, the mail catcher, the folder of the services' logs, and what prints a line
 * @returns what was promised and whether it was kept
 */
export async function buy(parts: {
  rest: Rest;
  buyer: SignedIn;
  choice: Choice;
  mailbox: Mailbox | undefined;
  logs: string;
  print: (line: string) => void;
}): Promise<Check[]> {
  const { rest, buyer, choice, mailbox, logs, print } = parts;
  const correlationId = `demo-${randomUUID()}`;
  const headers = { 'x-correlation-id': correlationId };
  const heard: LiveMessage[] = [];
  await emptyCart(rest, buyer);

  let began = Date.now();
  const story = inOrder((step) => print(lineOf(step)));
  const journal = await follow(logs, correlationId, (line) => story.add(eventStep(line, began)));
  const hangUp = await listen(rest, buyer, (message) => {
    heard.push(message);
    story.add(liveStep(message, Date.now() - began));
  });
  began = Date.now(); // opening the socket is no part of the cascade
  const timed = async <Result>(
    method: string,
    path: string,
    work: () => Promise<Result>,
    told: (result: Result) => string,
  ) => {
    const sent = Date.now();
    const result = await work();
    story.add(restStep(method, path, Date.now() - began, `${told(result)} (${Date.now() - sent} ms)`));
    return result;
  };

  try {
    if (!journal.there) print(`  (There are no logs in ${logs}, so events are not shown.)`);
    const line = { variantId: choice.variant.variantId, quantity: choice.quantity };
    const money = (amount: number, currency: string) => formatMoney({ amount, currency });
    await timed(
      'POST',
      '/api/cart/lines',
      () => addToCart(rest, buyer, line, headers),
      ({ subtotal, currency }) => `${piecesOf(line.quantity)}, ${money(subtotal, currency)}`,
    );
    const cart = await timed(
      'PUT',
      '/api/cart/destination',
      () => sendTo(rest, buyer, headers),
      ({ destination, totals, subtotal, currency }) =>
        `to ${destination?.country}, ${money(totals?.total ?? subtotal, currency)} with shipping`,
    );
    const placed = await timed(
      'POST',
      '/api/orders',
      () => checkOut(rest, buyer, cart, headers),
      ({ status, total, currency }) => `${status}, ${money(total, currency)}`,
    );
    const order = await settled(rest, buyer, placed.orderId);
    const bought: Bought = { rest, buyer, choice, order, heard, mailbox };
    const checks = await checksOf(bought);
    while (journal.there && journal.quiet() < overAfterMs) await pause(50);
    return checks;
  } finally {
    hangUp();
    await journal.stop();
    story.end();
  }
}
