import type { ProductFacts } from '../knowledge/passage.ts';
import { addToCart } from '../tools/add-to-cart.ts';
import { myOrders, type OrderFacts } from '../tools/my-orders.ts';
import { passageOf } from '../tools/passage-of.ts';
import { startReturn } from '../tools/start-return.ts';
import type { Answer } from './answer.ts';
import type { Asked } from './ask.ts';
import { Citations } from './citations.ts';
import { clean } from './clean.ts';
import { composed } from './composed.ts';
import { bestProduct, chosenOf } from './product-answers.ts';
import { clearest, spokenOf } from './support.ts';
import { understand } from './understand.ts';
import { priceText, words } from './words.ts';

/** @param asked a wish for something in the cart, @returns a proposal to confirm, or which variant is meant */
export async function addAnswer(asked: Asked): Promise<Answer> {
  const { intent, caller, ctx, spoken, before } = asked;
  const say = words[intent.language];
  if (caller.user?.role !== 'buyer') return composed('refusal', say.signIn);
  const asking = before.at(-1)?.answer;
  const answersUs = asking?.kind === 'question' && asking.tools.includes(addToCart.name);
  const productId = chosenOf(asked)[0] ?? (answersUs ? spoken[0] : (await bestProduct(intent.query, asked))?.productId);
  const facts = productId && ctx.knowledge.product(productId);
  if (!facts) return composed('question', say.which);
  const variant = variantOf(facts, asked.text);
  if (!variant) return variantQuestion(facts, intent.language);
  // Who was asked which variant has said before how many.
  const wish = answersUs && intent.quantity === 1 ? understand(before.at(-2)?.text ?? '') : intent;
  const input = { productId: facts.productId, variantId: variant.variantId, quantity: wish.quantity };
  const { proposal, passages } = await addToCart.run(input, caller, ctx);
  const cited = new Citations();
  return composed('proposal', `${proposal?.summary} ${cited.marks(passages)}. ${say.confirm}`, {
    cited,
    tools: [addToCart.name],
    proposal,
  });
}

/** The only variant, or the one that somebody speaks of; undefined when that is none or several. */
function variantOf({ title, variants }: ProductFacts, text: string): ProductFacts['variants'][number] | undefined {
  if (variants.length === 1) return variants[0];
  return clearest(spokenOf(text, variants, (one) => one.title, title))?.one;
}

function variantQuestion(facts: ProductFacts, language: 'en' | 'de'): Answer {
  const say = words[language];
  const cited = new Citations();
  const mark = cited.mark(passageOf(facts));
  const choices = facts.variants.map(
    ({ title, price, available }) =>
      `• ${clean(title)}: ${priceText(price, facts.currency, language)}, ${say.stock(available)}`,
  );
  const text = [`${say.whichVariant(clean(facts.title))} ${mark}`, ...choices].join('\n');
  return composed('question', text, { cited, tools: [addToCart.name] });
}

/** Pieces that have arrived and that nobody has asked to be taken back yet. */
interface Arrived {
  order: OrderFacts;
  part: OrderFacts['sellerOrders'][number];
  line: OrderFacts['lines'][number];
}

/** @param asked a wish to send something back, @returns a proposal to confirm, or which pieces are meant */
export async function returnAnswer(asked: Asked): Promise<Answer> {
  const { intent, caller, ctx } = asked;
  const say = words[intent.language];
  if (caller.user?.role !== 'buyer') return composed('refusal', say.signIn);
  const { data } = await myOrders.run({ orderId: intent.orderId, limit: 5 }, caller, ctx);
  const arrived = data.orders.flatMap(arrivedOf);
  if (arrived.length === 0) return composed('question', say.whichOrder, { tools: [myOrders.name] });
  const meant = clearest(spokenOf(asked.text, arrived, ({ line }) => line.title))?.one;
  const tools = [myOrders.name, startReturn.name];
  // Which pieces somebody means, nobody should guess: only one that is named, or the only one that there is.
  const chosen = meant ?? (arrived.length === 1 && arrived[0]?.line.quantity === 1 ? arrived[0] : undefined);
  if (!chosen) {
    const lines = arrived.map(({ order, line }) => `• ${line.quantity} × ${clean(line.title)} (${order.orderId})`);
    return composed('question', [say.whichPieces, ...lines].join('\n'), { tools });
  }
  const { order, part, line } = chosen;
  const pieces = [{ lineId: line.lineId, quantity: Math.min(line.quantity, intent.counted ?? line.quantity) }];
  const ask = { orderId: order.orderId, sellerOrderId: part.sellerOrderId, pieces, reason: asked.text.slice(0, 500) };
  const { proposal } = await startReturn.run(ask, caller, ctx);
  return composed('proposal', `${proposal?.summary}. ${say.confirm}`, { tools, proposal });
}

function arrivedOf(order: OrderFacts): Arrived[] {
  return order.sellerOrders
    .filter(({ state, returns }) => state === 'delivered' && returns.length === 0)
    .flatMap((part) =>
      order.lines.filter(({ sellerId }) => sellerId === part.sellerId).map((line) => ({ order, part, line })),
    );
}
