import type { Deps } from '@credenza/service-kit';
import type { Answerer } from '../answer/ask.ts';
import { groundedResponder } from '../answer/responder.ts';
import type { Config } from '../config.ts';
import { TokenBudget } from '../model/budget.ts';
import { connectModel } from '../model/chat-model.ts';
import { modelAnswerer } from '../model/model-answerer.ts';
import type { SellerParts } from '../seller/stores.ts';
import { Proposals } from '../tools/proposals.ts';
import { type Shop, shopThrough } from '../tools/shop.ts';
import { Conversations } from './conversations.ts';
import { countAnswers, type Numbers } from './numbers.ts';

/** What conversations add to the context. */
export interface Talk {
  conversations: Conversations;
  proposals: Proposals;
  shop: Shop;
  /** The built-in answerer. */
  responder: Answerer;
  /** The model when there is one, which falls back to the responder; else the responder. */
  answerer: Answerer;
  numbers: Numbers;
  /** What each person has used of the model. */
  budget: TokenBudget;
  erasedAmong: Deps<Config>['erasedAmong'];
  /** How long an answer may take, in ms. */
  answerWithinMs: number;
}

/**
 * @param deps what the kit gives
 * @param parts what answers rest on
 * @returns this part of the context
 */
export async function makeTalk(deps: Deps<Config>, parts: SellerParts): Promise<Talk> {
  const { config, dapr, log, now } = deps;
  const shop = shopThrough({ port: config.DAPR_HTTP_PORT, token: config.DAPR_API_TOKEN });
  const proposals = new Proposals({ state: dapr.state, shop, now });
  const tools = { ...parts, shop, proposals };
  const responder = groundedResponder(tools);
  const numbers = countAnswers(deps.metrics);
  const budget = new TokenBudget({ state: dapr.state, now, perDay: config.MODEL_TOKENS_PER_DAY });
  const model = await connectModel(config);
  return {
    conversations: new Conversations(dapr.state, now),
    proposals,
    shop,
    responder,
    answerer: model
      ? modelAnswerer({ model, budget, tools, responder, numbers, log, withinMs: config.MODEL_TIMEOUT_MS })
      : responder,
    numbers,
    budget,
    erasedAmong: deps.erasedAmong,
    answerWithinMs: 2 * config.MODEL_TIMEOUT_MS,
  };
}
