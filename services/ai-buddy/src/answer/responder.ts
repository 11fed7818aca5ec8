import { Refusal } from '@credenza/service-kit';
import { languageOf } from '../knowledge/terms.ts';
import { addToCart } from '../tools/add-to-cart.ts';
import { startReturn } from '../tools/start-return.ts';
import type { ToolContext } from '../tools/tool.ts';
import type { Answer } from './answer.ts';
import type { Answerer, Asked, Turn } from './ask.ts';
import { composed } from './composed.ts';
import { ordersAnswer } from './order-answers.ts';
import { compareAnswer, searchAnswer, stockAnswer } from './product-answers.ts';
import { addAnswer, returnAnswer } from './propose-answers.ts';
import { reviewsAnswer } from './review-answers.ts';
import { inventoryAnswer, listingAnswer, pricingAnswer } from './seller-answers.ts';
import { type Topic, understand } from './understand.ts';
import { words } from './words.ts';

/**
 * Answers by rules, from what is known and what tools find: it repeats facts and quotes, and nothing that is quoted can make it do
 * anything.
 *
 * @param ctx what tools may use
 * @returns the built-in answerer, which needs no model
 */
export function groundedResponder(ctx: ToolContext): Answerer {
  return {
    async answer(turn) {
      const said = turn.before.filter(({ from }) => from === 'user').map(({ text }) => text);
      const read = understand(turn.text, {
        language: languageOf(said.slice(-3).join(' ')),
        sells: turn.caller.user?.sellerId !== undefined,
      });
      const intent = { ...read, topic: continues(turn, read.topic) };
      const caller = { ...turn.caller, language: intent.language };
      const spoken = turn.before.findLast(({ answer }) => answer && answer.products.length > 0)?.answer?.products ?? [];
      try {
        return await answerTo({ ...turn, caller, intent, spoken, ctx });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return composed('refusal', words[intent.language].refused(error.type, error.message));
      }
    },
  };
}

/** Who was asked which variant or which pieces answers that, unless they speak of something else. */
function continues({ before }: Turn, topic: Topic): Topic {
  const last = before.at(-1)?.answer;
  if (last?.kind !== 'question' || topic !== 'question') return topic;
  if (last.tools.includes(addToCart.name)) return 'add';
  return last.tools.includes(startReturn.name) ? 'return' : topic;
}

async function answerTo(asked: Asked): Promise<Answer> {
  const say = words[asked.intent.language];
  switch (asked.intent.topic) {
    case 'greeting':
      return composed('greeting', say.hello);
    case 'thanks':
      return composed('greeting', say.thanks);
    case 'intrusion':
      return composed('refusal', say.intrusion);
    case 'orders':
      return await ordersAnswer(asked);
    case 'return':
      return await returnAnswer(asked);
    case 'add':
      return await addAnswer(asked);
    case 'compare':
      return await compareAnswer(asked);
    case 'pricing':
      return await pricingAnswer(asked);
    case 'inventory':
      return await inventoryAnswer(asked);
    case 'listing':
      return await listingAnswer(asked);
    case 'reviews':
      return await reviewsAnswer(asked);
    case 'stock':
      return await stockAnswer(asked);
    default:
      return await searchAnswer(asked);
  }
}
