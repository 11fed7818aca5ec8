import type { Caller } from '../tools/caller.ts';
import type { ToolContext } from '../tools/tool.ts';
import type { Answer, Message } from './answer.ts';
import type { Intent } from './understand.ts';

/** A turn that wants an answer. */
export interface Turn {
  text: string;
  /** What was said before, the oldest first. */
  before: Message[];
  caller: Caller;
}

/** Answers turns; the responder and a model both do. */
export interface Answerer {
  /**
   * @param turn what is asked, by whom
   * @returns the answer, every claim in it with its source
   * @throws Refusal when a part of the marketplace that it needs refuses or does not answer
   */
  answer(turn: Turn): Promise<Answer>;
}

/** What an answer is made from. */
export interface Asked extends Turn {
  intent: Intent;
  /** The products that were spoken of last, in order. */
  spoken: Answer['products'];
  ctx: ToolContext;
}
