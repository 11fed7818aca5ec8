import { Refusal } from '@credenza/service-kit';
import type { ToolContext } from '../tools/tool.ts';
import type { Answer } from './answer.ts';
import type { Answerer, Asked } from './ask.ts';
import { composed } from './composed.ts';
import { ordersAnswer } from './order-answers.ts';
import { compareAnswer, searchAnswer, stockAnswer } from './product-answers.ts';
import { addAnswer, returnAnswer } from './propose-answers.ts';
import { understand } from './understand.ts';
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
      const intent = understand(turn.text);
      const spoken = turn.before.findLast(({ answer }) => answer && answer.products.length > 0)?.answer?.products ?? [];
      try {
        return await answerTo({ ...turn, intent, spoken, ctx });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return composed('refusal', error.message);
      }
    },
  };
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
    case 'stock':
      return await stockAnswer(asked);
    default:
      return await searchAnswer(asked);
  }
}
