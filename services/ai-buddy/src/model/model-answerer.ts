import type { Log } from '@credenza/service-kit';
import type { Answer } from '../answer/answer.ts';
import type { Answerer, Turn } from '../answer/ask.ts';
import { type Topic, understand } from '../answer/understand.ts';
import { words } from '../answer/words.ts';
import type { Numbers } from '../chat/numbers.ts';
import { answerByModel, type ModelParts, NotShown } from './answer-by-model.ts';
import { ModelAway } from './chat-model.ts';

/** What rules answer as well, at no cost; and nobody talks a rule into anything. */
const withoutModel = new Set<Topic>(['greeting', 'thanks', 'intrusion']);

/**
 * Lets a model answer, and the built-in responder whatever the model does not: when it is away, has cost enough today, or says what
 * it has no source for.
 *
 * @param parts the model and what it uses, the responder, the counters and the log
 * @returns the answerer
 */
export function modelAnswerer(parts: ModelParts & { responder: Answerer; numbers: Numbers; log: Log }): Answerer {
  const { responder, numbers, log } = parts;
  return {
    async answer(turn: Turn): Promise<Answer> {
      const { topic, language } = understand(turn.text);
      const userId = turn.caller.user?.id;
      if (!userId || withoutModel.has(topic)) return await responder.answer(turn);
      try {
        return await answerByModel(turn, { userId, language }, parts);
      } catch (error) {
        turn.caller.signal.throwIfAborted();
        const why = whyOf(error);
        if (!why) throw error;
        log.warn({ err: error, why }, 'the responder answers instead of the model');
        numbers.replaced.inc({ why });
        return { ...(await responder.answer(turn)), note: words[language].instead[why] };
      }
    },
  };
}

function whyOf(error: unknown): 'away' | NotShown['why'] | undefined {
  if (error instanceof ModelAway) return 'away';
  return error instanceof NotShown ? error.why : undefined;
}
