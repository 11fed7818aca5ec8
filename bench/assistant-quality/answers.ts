import { newId, SessionId, UserId } from '@credenza/contracts';
import { Unavailable, type User } from '@credenza/service-kit';
import type { Answer } from '../../services/ai-buddy/src/answer/answer.ts';
import { groundedResponder } from '../../services/ai-buddy/src/answer/responder.ts';
import type { Caller } from '../../services/ai-buddy/src/tools/caller.ts';
import { mean } from './measures.ts';
import type { Question } from './questions.ts';
import type { World } from './world.ts';

/** Nothing of the marketplace runs here: what needs it is not answered. */
const away = async (): Promise<never> => {
  throw new Unavailable('The marketplace does not run here.');
};
const stores = { ofShop: away, piecesOf: away };

/** How the built-in responder answers the questions. */
export interface AnswerFigures {
  /** Of the labelled questions, how many are answered at all. */
  answered: number;
  /** Of those, how many name a source that is right. */
  right: number;
  /** Of all that is cited, how much is right. */
  citationPrecision: number;
  /** Of the answers, how many cite something. */
  cited: number;
  /** Of what is out of scope, how much is refused without a source. */
  refused: number;
}

/**
 * Lets the responder answer, each question in a conversation of its own.
 *
 * @param world what it knows
 * @param about the labelled questions, and those that nothing here answers
 * @returns the figures, and what went wrong in words
 */
export async function judgeAnswers(
  world: World,
  about: { questions: readonly Question[]; outOfScope: readonly string[] },
): Promise<{ figures: AnswerFigures; wrong: string[] }> {
  const parts = {
    knowledge: world.knowledge,
    now: () => new Date(),
    shop: { ask: away },
    proposals: { propose: away },
  };
  const responder = groundedResponder({ ...parts, sales: stores, wares: stores, views: stores } as never);
  const ask = (text: string, who: Question['who']) => responder.answer({ text, before: [], caller: callerOf(who) });
  const wrong: string[] = [];
  const judged: { answer: Answer; precision: number }[] = [];
  for (const question of about.questions) {
    const answer = await ask(question.q, question.who);
    const wanted = world.wanted(question);
    const right = answer.citations.filter(({ ref }) => wanted.has(ref)).length;
    judged.push({ answer, precision: answer.citations.length === 0 ? 0 : right / answer.citations.length });
    if (right === 0) wrong.push(`${answer.kind.padEnd(9)} ${question.part.padEnd(9)} ${question.q}`);
  }
  const answered = judged.filter(({ answer }) => answer.citations.length > 0);
  const refusals: boolean[] = [];
  for (const text of about.outOfScope) {
    const { kind, citations } = await ask(text, 'buyer');
    refusals.push(citations.length === 0 && kind !== 'proposal');
    if (citations.length > 0)
      wrong.push(`answered            ${text} → ${citations.map(({ title }) => title).join(' | ')}`);
  }
  const share = (values: boolean[]) => mean(values.map(Number));
  const said = judged.filter(({ answer }) => answer.kind !== 'refusal' && answer.kind !== 'question');
  return {
    figures: {
      answered: answered.length / judged.length,
      right: share(answered.map(({ precision }) => precision > 0)),
      citationPrecision: mean(answered.map(({ precision }) => precision)),
      cited: share(said.map(({ answer }) => answer.citations.length > 0)),
      refused: share(refusals),
    },
    wrong,
  };
}

function callerOf(who: Question['who']): Caller {
  const id = newId(UserId);
  const user: User = { id, role: who === 'seller' ? 'seller' : 'buyer', name: 'Ada', sessionId: newId(SessionId) };
  return {
    user: who === 'seller' ? { ...user, sellerId: id, member: 'owner' } : user,
    authorization: undefined,
    signal: AbortSignal.timeout(60_000),
  };
}
