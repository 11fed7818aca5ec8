import type { UserId } from '@credenza/contracts';
import { Refusal } from '@credenza/service-kit';
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import type { Answer, Message } from '../answer/answer.ts';
import type { Turn } from '../answer/ask.ts';
import { masked } from '../answer/clean.ts';
import { words } from '../answer/words.ts';
import type { Numbers } from '../chat/numbers.ts';
import type { AnyTool, Outcome, ToolContext } from '../tools/tool.ts';
import type { TokenBudget } from './budget.ts';
import type { ChatModel } from './chat-model.ts';
import { Evidence } from './evidence.ts';
import { offered } from './offered.ts';
import { noAnswer, promptFor } from './prompt.ts';
import { type Flaw, supported } from './supported.ts';

/** Steps of a model in one turn, and messages that it is reminded of. */
const mostSteps = 4;
const mostCalls = 8;
const remembered = 10;

/** What a turn with a model needs. */
export interface ModelParts {
  model: ChatModel;
  budget: TokenBudget;
  tools: ToolContext;
  numbers: Pick<Numbers, 'modelSeconds' | 'tokens'>;
  /** How long the model may take for a turn, in ms. */
  withinMs: number;
}

/** Why a model's answer is not shown. */
export class NotShown extends Error {
  readonly why: 'budget' | 'unsupported';

  /**
   * @param why whose fault it is
   * @param flaw what exactly, for the log
   */
  constructor(why: 'budget' | 'unsupported', flaw: Flaw | 'steps' | 'spent') {
    super(`The answer is not shown: ${flaw}.`);
    this.name = 'NotShown';
    this.why = why;
  }
}

/**
 * Lets a model answer: it calls tools as the user, and what it says at last is checked against what they have found.
 *
 * @param turn what is asked
 * @param about who asks, and in which language
 * @param parts the model, what it may cost, and what tools may use
 * @returns the answer
 * @throws NotShown when there is nothing to show; ModelAway
 */
export async function answerByModel(
  turn: Turn,
  about: { userId: UserId; language: 'en' | 'de' },
  { model, budget, tools: ctx, numbers, withinMs }: ModelParts,
): Promise<Answer> {
  const { userId, language } = about;
  const caller = { ...turn.caller, language };
  const prompt = promptFor(language);
  const tools = offered(turn);
  const until = { gone: caller.signal, late: AbortSignal.timeout(withinMs) };
  const messages: BaseMessage[] = [
    new SystemMessage(prompt.text),
    ...turn.before.slice(-remembered).map(reminder),
    new HumanMessage(masked(turn.text)),
  ];
  const evidence = new Evidence();
  const used = new Set<string>();
  for (let step = 0, calls = 0; step < mostSteps; step += 1) {
    if (!(await budget.allows(userId))) throw new NotShown('budget', 'spent');
    const took = numbers.modelSeconds.startTimer();
    const { message, tokens } = await model.next(messages, tools, until);
    took();
    numbers.tokens.inc(tokens);
    await budget.spend(userId, tokens);
    const wanted = message.tool_calls ?? [];
    if (wanted.length === 0) return answerOf(message.text, { evidence, used, language, prompt: prompt.version });
    messages.push(message);
    for (const { name, args, id = '' } of wanted) {
      calls += 1;
      if (calls > mostCalls) throw new NotShown('unsupported', 'steps');
      const outcome = await outcomeOf(
        tools.find((one) => one.name === name),
        args,
        { caller, ctx },
      );
      if (typeof outcome !== 'string') used.add(name);
      if (typeof outcome !== 'string' && outcome.proposal)
        return proposing(outcome, { used, language, prompt: prompt.version, evidence });
      const content = typeof outcome === 'string' ? outcome : JSON.stringify(evidence.add(outcome));
      messages.push(new ToolMessage({ content, tool_call_id: id }));
    }
  }
  throw new NotShown('unsupported', 'steps');
}

/** Marks of earlier turns stand for other sources now. */
function reminder({ from, text }: Message): BaseMessage {
  return from === 'user' ? new HumanMessage(masked(text)) : new AIMessage(text.replace(/\s*\[\d+\]/g, ''));
}

async function outcomeOf(
  tool: AnyTool | undefined,
  args: unknown,
  { caller, ctx }: { caller: Turn['caller']; ctx: ToolContext },
): Promise<Outcome | string> {
  if (!tool) return 'There is no such tool for you.';
  try {
    return await tool.call(args, caller, ctx);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

interface Said {
  evidence: Evidence;
  used: Set<string>;
  language: 'en' | 'de';
  prompt: string;
}

function answerOf(said: string, { evidence, used, language, prompt }: Said): Answer {
  const common = { tools: [...used], by: 'model' as const, prompt };
  if (said.trim().replace(/\.$/, '') === noAnswer)
    return { kind: 'refusal', text: words[language].unknown, citations: [], products: [], ...common };
  const checked = supported(said, evidence);
  if ('flaw' in checked) throw new NotShown('unsupported', checked.flaw);
  const cited = evidence.cited(checked.text);
  const own = used.has('my_orders') ? 'orders' : 'question';
  const kind = cited.list.length === 0 ? own : cited.products().length > 0 ? 'products' : 'article';
  return { kind, text: checked.text, citations: cited.list, products: cited.products(), ...common };
}

/** What somebody confirms is said in our words: a model could say that it is something else. */
function proposing(outcome: Outcome, { evidence, used, language, prompt }: Said): Answer {
  const { sources } = evidence.add(outcome);
  const marks = sources.flatMap(({ mark, ref }) => (ref === 'own' ? [] : [mark])).join('');
  const cited = evidence.cited(marks);
  const text = `${outcome.proposal?.summary}${marks && ` ${marks}`}. ${words[language].confirm}`;
  return {
    kind: 'proposal',
    text,
    citations: cited.list,
    products: cited.products(),
    tools: [...used],
    by: 'model',
    prompt,
    ...(outcome.proposal && { proposal: outcome.proposal }),
  };
}
