import type { Turn } from '../answer/ask.ts';
import { type Topic, understand } from '../answer/understand.ts';
import { addToCart } from '../tools/add-to-cart.ts';
import { toolsFor } from '../tools/registry.ts';
import { startReturn } from '../tools/start-return.ts';
import type { AnyTool } from '../tools/tool.ts';

/** What somebody must have asked for in their own words before a model may propose it. */
const wishes: Partial<Record<Topic, string>> = { add: addToCart.name, return: startReturn.name };

/**
 * Chooses the tools of one turn. What proposes something is there only when the user's own words ask for it, in this turn or in the one
 * that the assistant has just asked about: whatever a model reads in a product cannot make it propose anything.
 *
 * @param turn what is asked, by whom
 * @returns the tools
 */
export function offered({ text, before, caller }: Turn): AnyTool[] {
  const asking = before.at(-1)?.answer?.kind === 'question' ? [before.at(-2)?.text ?? ''] : [];
  const asked = [text, ...asking].map((words) => wishes[understand(words).topic]);
  return toolsFor(caller.user).filter(({ proposes, name }) => !proposes || asked.includes(name));
}
