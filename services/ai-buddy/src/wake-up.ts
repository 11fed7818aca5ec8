import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { articleFolder, type Context } from './context.ts';
import { catalogue, learnArticles, learnCatalogue } from './knowledge/fill.ts';
import { loadArticles } from './knowledge/load-articles.ts';
import { pointOf } from './seller/ware.ts';

/** How long it waits before it asks again for what was not there yet, in ms. */
const patienceMs = 2_000;

/**
 * Takes over what other replicas know, learns what ships with the service, and, where nobody has yet, the whole
 * catalogue, and how it is offered today.
 *
 * @param ctx the stores
 */
export async function wakeUp(ctx: Context): Promise<void> {
  const articles = await loadArticles(articleFolder);
  ctx.knowledge.follow(ctx.refreshMs);
  void untilDone(ctx, async () => {
    await ctx.knowledge.store.refresh();
    await learnArticles(articles, ctx.knowledge);
  });
  void untilDone(ctx, async () => {
    const key = `knowledge:${ctx.model}:filled`;
    if (await ctx.dapr.state.get(key, z.literal(true))) return;
    await learnCatalogue(ctx);
    await ctx.dapr.state.set(key, true);
  });
  void untilDone(ctx, async () => {
    const key = 'seller:wares:filled';
    if (await ctx.dapr.state.get(key, z.literal(true))) return;
    for await (const entries of catalogue(ctx.dapr)) {
      for (const { product, version } of entries)
        await ctx.wares.note(product.productId, product.sellerId, pointOf(product, { version, at: ctx.now() }));
    }
    await ctx.dapr.state.set(key, true);
  });
}

/** Its sidecar, product or the state store may come up later than this service. */
async function untilDone(ctx: Context, work: () => Promise<void>): Promise<void> {
  while (!ctx.stopping.aborted) {
    try {
      return await work();
    } catch (error) {
      ctx.log.info({ err: error }, 'what there is to know is not all here yet');
      await pause(patienceMs, undefined, { ref: false });
    }
  }
}
