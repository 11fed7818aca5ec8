import { Counter, Histogram, type Registry } from 'prom-client';

/** What the assistant counts. */
export interface Numbers {
  answers: Counter<'kind' | 'by'>;
  /** Answers of the model that were not shown, by why. */
  replaced: Counter<'why'>;
  modelSeconds: Histogram<string>;
  tokens: Counter<string>;
}

/**
 * @param registry where `/metrics` reads
 * @returns the counters
 */
export function countAnswers(registry: Registry): Numbers {
  const registers = [registry];
  return {
    answers: new Counter({
      name: 'assistant_answers_total',
      help: 'Answers by kind (refusal among them) and by who made them',
      labelNames: ['kind', 'by'],
      registers,
    }),
    replaced: new Counter({
      name: 'assistant_model_answers_replaced_total',
      help: 'Turns that the model was to answer and the responder did, by why',
      labelNames: ['why'],
      registers,
    }),
    modelSeconds: new Histogram({
      name: 'assistant_model_seconds',
      help: 'How long the model takes for one step',
      buckets: [0.25, 0.5, 1, 2, 4, 8, 16, 32],
      registers,
    }),
    tokens: new Counter({ name: 'assistant_model_tokens_total', help: 'Tokens in and out of the model', registers }),
  };
}
