import { addToCart } from '../tools/add-to-cart.ts';
import { myOrders } from '../tools/my-orders.ts';
import { startReturn } from '../tools/start-return.ts';
import type { Answer } from './answer.ts';
import type { Asked } from './ask.ts';
import { Citations } from './citations.ts';
import { composed } from './composed.ts';
import { bestProduct, chosenOf } from './product-answers.ts';
import { words } from './words.ts';

/** @param asked a wish for something in the cart, @returns a proposal to confirm */
export async function addAnswer(asked: Asked): Promise<Answer> {
  const { intent, caller, ctx } = asked;
  const say = words[intent.language];
  if (caller.user?.role !== 'buyer') return composed('refusal', say.signIn);
  const productId = chosenOf(asked)[0] ?? (await bestProduct(intent.query, asked))?.productId;
  if (!productId) return composed('question', say.which);
  const { proposal, passages } = await addToCart.run({ productId, quantity: intent.quantity }, caller, ctx);
  const cited = new Citations();
  const marks = passages.map((passage) => cited.mark(passage)).join('');
  return composed('proposal', `${proposal?.summary} ${marks}. ${say.confirm}`, {
    cited,
    tools: [addToCart.name],
    proposal,
  });
}

/** @param asked a wish to send something back, @returns a proposal to confirm, or which order is meant */
export async function returnAnswer(asked: Asked): Promise<Answer> {
  const { intent, caller, ctx } = asked;
  const say = words[intent.language];
  if (caller.user?.role !== 'buyer') return composed('refusal', say.signIn);
  const { data } = await myOrders.run({ orderId: intent.orderId, limit: 5 }, caller, ctx);
  const [arrived] = data.orders.filter(({ fulfilment }) => fulfilment === 'delivered');
  const part = arrived?.sellerOrders.find(({ state, returns }) => state === 'delivered' && returns.length === 0);
  // Which pieces of several shops somebody means, nobody should guess.
  if (!arrived || !part || arrived.sellerOrders.length > 1) return composed('question', say.whichOrder);
  const { orderId, lines } = arrived;
  const pieces = lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const ask = { orderId, sellerOrderId: part.sellerOrderId, pieces, reason: asked.text.slice(0, 500) };
  const { proposal } = await startReturn.run(ask, caller, ctx);
  const tools = [myOrders.name, startReturn.name];
  return composed('proposal', `${proposal?.summary}. ${say.confirm}`, { tools, proposal });
}
