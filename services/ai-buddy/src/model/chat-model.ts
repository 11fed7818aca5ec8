import type { AIMessageChunk, BaseMessage } from '@langchain/core/messages';
import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import type { ConfigurableModel } from 'langchain/chat_models/universal';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { AnyTool } from '../tools/tool.ts';

/** Failures in a row after which the model is left alone for a while. */
const failures = 3;
/** How much a model may write in one step, in tokens. */
const longestStep = 800;

/** What a model has said in one step. */
export interface Step {
  message: AIMessageChunk;
  /** Tokens in and out. */
  tokens: number;
}

/** A model that answers in time, in whole, or not at all. */
export interface ChatModel {
  /**
   * @param messages what was said so far
   * @param tools what it may call
   * @param until `gone` ends with whoever asks, `late` when a model has had enough time for the turn
   * @returns what it says next
   * @throws ModelAway when it does not answer, breaks off, or is left alone for a while; what `gone` ended with
   */
  next(messages: BaseMessage[], tools: AnyTool[], until: { gone: AbortSignal; late: AbortSignal }): Promise<Step>;
}

/** The model does not answer, or not to the end. */
export class ModelAway extends Error {
  /** @param cause why, for the log */
  constructor(cause: unknown) {
    super('The model does not answer.', { cause });
    this.name = 'ModelAway';
  }
}

/** Whoever asked has gone; the model has done nothing wrong. */
class Gone extends Error {}

/**
 * Connects to a model behind any endpoint that speaks OpenAI's protocol.
 *
 * @param config where, which, and how long to leave it alone when it fails, in ms
 * @returns the model; undefined when none is configured
 */
export async function connectModel(config: Config): Promise<ChatModel | undefined> {
  const { MODEL_URL, MODEL, OPENAI_API_KEY, MODEL_REST_MS } = config;
  if (MODEL_URL === undefined) return undefined;
  // Read only where there is a model: services without one need none of it in memory.
  const { initChatModel } = await import('langchain/chat_models/universal');
  const chat = await initChatModel(MODEL, {
    modelProvider: 'openai',
    apiKey: OPENAI_API_KEY ?? 'none',
    configuration: { baseURL: MODEL_URL },
    temperature: 0,
    maxTokens: longestStep,
    // The responder answers sooner than a second try would.
    maxRetries: 0,
    streamUsage: true,
    useResponsesApi: false,
  });
  const breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof Gone)),
    { halfOpenAfter: MODEL_REST_MS, breaker: new ConsecutiveBreaker(failures) },
  );
  return {
    async next(messages, tools, { gone, late }) {
      const within = AbortSignal.any([gone, late]);
      try {
        return await breaker.execute(async () => {
          try {
            return await step(chat, messages, tools, within);
          } catch (error) {
            throw gone.aborted ? new Gone() : error;
          }
        });
      } catch (error) {
        gone.throwIfAborted();
        throw new ModelAway(error instanceof BrokenCircuitError ? 'it is left alone for a while' : error);
      }
    },
  };
}

async function step(
  chat: ConfigurableModel,
  messages: BaseMessage[],
  tools: AnyTool[],
  signal: AbortSignal,
): Promise<Step> {
  const model = tools.length > 0 ? chat.bindTools(tools.map(functionOf)) : chat;
  let whole: AIMessageChunk | undefined;
  for await (const piece of await model.stream(messages, { signal })) whole = whole ? whole.concat(piece) : piece;
  signal.throwIfAborted();
  // A stream that was cut says nothing about how it ends; nor is half an answer one.
  const end = whole?.response_metadata.finish_reason;
  if (!whole || (end !== 'stop' && end !== 'tool_calls'))
    throw new Error(`the model has ended with ${end ?? 'nothing'}`);
  return { message: whole, tokens: whole.usage_metadata?.total_tokens ?? guessed(messages, whole) };
}

/** About four characters make a token; some endpoints do not count. */
function guessed(messages: BaseMessage[], said: AIMessageChunk): number {
  return Math.ceil([...messages, said].reduce((sum, { text }) => sum + text.length, 0) / 4);
}

function functionOf({ name, description, input }: AnyTool) {
  const { $schema: _dialect, ...parameters } = z.looseObject({}).parse(z.toJSONSchema(input, { io: 'input' }));
  return { type: 'function' as const, function: { name, description, parameters } };
}
