import { defineService } from '@credenza/service-kit';
import { routes as chatRoutes } from './chat/parts.ts';
import { config } from './config.ts';
import { onCartUpdated } from './consumers/on-cart-updated.ts';
import { onOrderCanceled } from './consumers/on-order-canceled.ts';
import { onOrderPaid } from './consumers/on-order-paid.ts';
import { onOrderReduced } from './consumers/on-order-reduced.ts';
import { onProductUpdated } from './consumers/on-product-updated.ts';
import { onProductViewed } from './consumers/on-product-viewed.ts';
import { onReturnReceived } from './consumers/on-return-received.ts';
import { onReviewPublished } from './consumers/on-review-published.ts';
import { onReviewRejected } from './consumers/on-review-rejected.ts';
import { onReviewSubmitted } from './consumers/on-review-submitted.ts';
import { onUserRegistered } from './consumers/on-user-registered.ts';
import { makeContext } from './context.ts';
import { prepareDigests } from './jobs/prepare-digests.ts';
import { routes as mcpRoutes } from './mcp/parts.ts';
import { personal } from './personal.ts';
import { routes as profileRoutes } from './profile/parts.ts';
import { searchKnowledge } from './routes/search-knowledge.ts';
import { routes as sellerRoutes } from './seller/parts.ts';
import { wakeUp } from './wake-up.ts';

export const service = defineService({
  name: 'ai-buddy',
  summary:
    'The assistant: answers buyers and sellers from products, reviews and articles, with its sources, and needs no key.',
  config,
  context: makeContext,
  routes: [searchKnowledge, ...chatRoutes, ...mcpRoutes, ...sellerRoutes, ...profileRoutes],
  consumers: [
    onProductUpdated,
    onProductViewed,
    onReviewSubmitted,
    onReviewPublished,
    onReviewRejected,
    onCartUpdated,
    onOrderPaid,
    onOrderCanceled,
    onOrderReduced,
    onReturnReceived,
    onUserRegistered,
  ],
  jobs: [prepareDigests],
  personal,
  run: wakeUp,
});
