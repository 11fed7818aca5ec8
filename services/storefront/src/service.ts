import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { makeContext } from './context.ts';
import { serveDocs } from './docs.ts';
import { serveIngress } from './ingress.ts';
import { servePages } from './pages.ts';

export const service = defineService({
  name: 'storefront',
  summary: 'The one address that a person opens: local ingress, API page, system page, product pictures.',
  config,
  context: makeContext,
  routes: [],
  consumers: [],
  jobs: [],
  personal: { nothing: 'It keeps nothing at all.' },
  attach({ app, server }, context) {
    const detach = serveIngress(app, server, context.upstreams, context.log);
    serveDocs(app, context.upstreams, context.publicUrl);
    servePages(app, context);
    return detach;
  },
});
