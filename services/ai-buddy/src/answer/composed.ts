import type { Answer, AnswerKind } from './answer.ts';
import { Citations } from './citations.ts';

/**
 * @param kind what kind of answer it is
 * @param text what it says
 * @param more its sources, the tools that were used, what it proposes
 * @returns the responder's answer
 */
export function composed(
  kind: AnswerKind,
  text: string,
  more: { cited?: Citations; tools?: string[]; proposal?: Answer['proposal'] } = {},
): Answer {
  const { cited = new Citations(), tools = [], proposal } = more;
  return {
    kind,
    text,
    citations: cited.list,
    products: cited.products(),
    tools,
    by: 'responder',
    ...(proposal && { proposal }),
  };
}
