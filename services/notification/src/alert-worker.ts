import type { ProductId } from '@credenza/contracts';
import { Background } from './background.ts';
import { bring, type Post } from './notify.ts';
import type { OpenAlert } from './product.store.ts';
import { alertMessage } from './watch.ts';

/** How many watchers are told in one step; the step is done again from its beginning if the process dies in it. */
const stepSize = 200;

interface Step {
  productId: ProductId;
  alert: OpenAlert;
}

/**
 * @param ctx the stores and the live feeds
 * @returns what tells the watchers of a change, step by step, however many they are
 */
export function alertWorker(ctx: Post): Background<Step> {
  return new Background({
    name: 'the alert worker',
    lanes: 2,
    take: () => ctx.products.claimAlert(ctx.now()),
    run: (step) => tellWatchers(step, ctx),
    log: ctx.log,
  });
}

async function tellWatchers({ productId, alert }: Step, ctx: Post): Promise<void> {
  const watches = await ctx.watches.waitingFor(alert, stepSize);
  const messages = watches.map(({ userId }) => alertMessage(alert, userId));
  const strangers = await bring({ time: alert.at.toISOString() }, messages, ctx);
  if (strangers.length > 0) ctx.log.warn({ alert: alert.id, count: strangers.length }, 'watchers without an address');
  const last = watches.length === stepSize ? watches.at(-1) : undefined;
  await ctx.products.told(productId, alert, last?.watchId, ctx.now());
}
