import type { Deps } from '@credenza/service-kit';
import type { Answerer } from '../answer/ask.ts';
import { groundedResponder } from '../answer/responder.ts';
import type { Config } from '../config.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
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
  erasedAmong: Deps<Config>['erasedAmong'];
  /** How long an answer may take, in ms. */
  answerWithinMs: number;
}

/**
 * @param deps what the kit gives
 * @param knowledge what answers rest on
 * @returns this part of the context
 */
export function makeTalk(deps: Deps<Config>, knowledge: Knowledge): Talk {
  const { config, dapr, now } = deps;
  const shop = shopThrough({ port: config.DAPR_HTTP_PORT, token: config.DAPR_API_TOKEN });
  const proposals = new Proposals({ state: dapr.state, shop, now });
  const responder = groundedResponder({ knowledge, shop, proposals });
  return {
    conversations: new Conversations(dapr.state, now),
    proposals,
    shop,
    responder,
    answerer: responder,
    numbers: countAnswers(deps.metrics),
    erasedAmong: deps.erasedAmong,
    answerWithinMs: 2 * config.MODEL_TIMEOUT_MS,
  };
}
