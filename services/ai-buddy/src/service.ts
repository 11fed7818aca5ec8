import { defineService } from '@credenza/service-kit';
import { routes as chatRoutes } from './chat/parts.ts';
import { personal } from './chat/personal.ts';
import { config } from './config.ts';
import { onProductUpdated } from './consumers/on-product-updated.ts';
import { makeContext } from './context.ts';
import { routes as mcpRoutes } from './mcp/parts.ts';
import { searchKnowledge } from './routes/search-knowledge.ts';
import { wakeUp } from './wake-up.ts';

export const service = defineService({
  name: 'ai-buddy',
  summary: 'The assistant: answers buyers and sellers from products and articles, with its sources, and needs no key.',
  config,
  context: makeContext,
  routes: [searchKnowledge, ...chatRoutes, ...mcpRoutes],
  consumers: [onProductUpdated],
  jobs: [],
  personal,
  run: wakeUp,
});
