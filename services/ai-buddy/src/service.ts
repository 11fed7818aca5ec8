import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onProductUpdated } from './consumers/on-product-updated.ts';
import { makeContext } from './context.ts';
import { searchKnowledge } from './routes/search-knowledge.ts';
import { wakeUp } from './wake-up.ts';

export const service = defineService({
  name: 'ai-buddy',
  summary:
    'What an assistant may say: finds products and articles by words and by meaning, and needs no key and no cloud.',
  config,
  context: makeContext,
  routes: [searchKnowledge],
  consumers: [onProductUpdated],
  jobs: [],
  personal: { nothing: 'What it knows is about products and articles.' },
  run: wakeUp,
});
