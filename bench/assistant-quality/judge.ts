import { mean, recallAt5, reciprocalRank } from './measures.ts';
import type { Question } from './questions.ts';
import type { AskOf } from './world.ts';

/** How one question went. */
export interface Judged {
  question: Question;
  found: string[];
  recall: number;
  rank: number;
}

/**
 * Asks all questions, one after the other.
 *
 * @param questions what is asked
 * @param parts who is asked, and what would be right
 * @returns how each went
 */
export async function judge(
  questions: readonly Question[],
  parts: { ask: AskOf; wanted(question: Question): Set<string> },
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const question of questions) {
    const wanted = parts.wanted(question);
    const { found } = await parts.ask(question);
    const recall = recallAt5(found, wanted, question.find ? 'any' : 'all');
    judged.push({ question, found, recall, rank: reciprocalRank(found, wanted) });
  }
  return judged;
}

/** What many questions come to. */
export interface Figures {
  count: number;
  recallAt5: number;
  mrr: number;
}

/**
 * @param judged how questions went
 * @returns what they come to
 */
export function figuresOf(judged: readonly Judged[]): Figures {
  return {
    count: judged.length,
    recallAt5: mean(judged.map(({ recall }) => recall)),
    mrr: mean(judged.map(({ rank }) => rank)),
  };
}
