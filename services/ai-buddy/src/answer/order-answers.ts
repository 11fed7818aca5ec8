import { myOrders, type OrderFacts } from '../tools/my-orders.ts';
import type { Answer } from './answer.ts';
import type { Asked } from './ask.ts';
import { clean } from './clean.ts';
import { composed } from './composed.ts';
import { priceText, words } from './words.ts';

/** @param asked a question about the caller's own orders, @returns how they stand */
export async function ordersAnswer({ intent, caller, ctx }: Asked): Promise<Answer> {
  const say = words[intent.language];
  if (caller.user?.role !== 'buyer') return composed('refusal', say.signIn);
  const { data } = await myOrders.run({ orderId: intent.orderId, limit: 3 }, caller, ctx);
  const text = data.orders.map((order) => orderLine(order, intent.language)).join('\n');
  return composed('orders', text || say.noOrders, { tools: [myOrders.name] });
}

function orderLine(order: OrderFacts, language: 'en' | 'de'): string {
  const say = words[language];
  const date = new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
  const head = say.order(
    order.orderId,
    date.format(new Date(order.createdAt)),
    priceText(order.total, order.currency, language),
  );
  const state = order.status === 'paid' ? order.fulfilment : order.status;
  const goods = order.lines.map(({ quantity, title }) => `${quantity} × ${clean(title)}`).join(', ');
  const parcels = order.sellerOrders.flatMap((part) =>
    part.parcels.map(({ carrier, tracking }) =>
      [clean(carrier), tracking && clean(tracking)].filter(Boolean).join(' '),
    ),
  );
  return `${head} ${say.states[state] ?? state}: ${goods}${parcels.length > 0 ? ` (${parcels.join(', ')})` : ''}.`;
}
