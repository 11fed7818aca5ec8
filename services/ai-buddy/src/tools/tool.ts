import type { Role } from '@credenza/contracts';
import { Invalid } from '@credenza/service-kit';
import type { z } from 'zod';
import type { ProposalView } from '../answer/answer.ts';
import type { Passage } from '../knowledge/passage.ts';
import type { SellerParts } from '../seller/stores.ts';
import type { Caller } from './caller.ts';
import type { Proposals } from './proposals.ts';
import type { Shop } from './shop.ts';

/** What tools may use. */
export interface ToolContext extends SellerParts {
  shop: Shop;
  proposals: Proposals;
}

/** What a tool has found or proposes. */
export interface Outcome<Data = unknown> {
  data: Data;
  /** What an answer may cite. */
  passages: Passage[];
  proposal?: ProposalView | undefined;
}

/** Something that the assistant can do for whoever asks. */
export interface Tool<Input extends z.ZodObject = z.ZodObject, Data = unknown> {
  /** As models and MCP clients call it. */
  name: string;
  /** When to use it, for a model. */
  description: string;
  /** Who may see and use it; `everybody` means guests as well. */
  roles: 'everybody' | readonly Role[];
  /** Whether it only proposes something that the user has to confirm. */
  proposes?: true;
  input: Input;
  /**
   * @param input what is asked, checked
   * @param caller for whom
   * @param ctx what it may use
   * @returns what it found
   * @throws Refusal in words for the user
   */
  run(input: z.output<Input>, caller: Caller, ctx: ToolContext): Promise<Outcome<Data>>;
  /** Does the same with what has not been checked yet. */
  call(input: unknown, caller: Caller, ctx: ToolContext): Promise<Outcome<Data>>;
}

/** A tool whose types nobody needs to know any more. */
export type AnyTool = Omit<Tool, 'run'>;

/**
 * Declares a tool.
 *
 * @param definition its name, description, audience, input and what it does
 * @returns the tool, to be listed in `registry.ts`
 */
export function tool<Input extends z.ZodObject, Data>(definition: Omit<Tool<Input, Data>, 'call'>): Tool<Input, Data> {
  return {
    ...definition,
    async call(input, caller, ctx) {
      const checked = definition.input.strict().safeParse(input ?? {});
      if (!checked.success) {
        const errors = checked.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
        throw new Invalid(`${definition.name} was asked for something that it does not understand.`, errors);
      }
      return await definition.run(definition.input.parse(input ?? {}), caller, ctx);
    },
  };
}
