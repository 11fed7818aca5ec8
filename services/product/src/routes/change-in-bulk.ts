import { Conflict, changeAudited, isDuplicateKey, NotFound, route, type User } from '@credenza/service-kit';
import { startBulk } from '../bulk.ts';
import { type BulkId, BulkRequest } from '../bulk-input.ts';
import { movedOf, planBulk } from '../bulk-plan.ts';
import { BulkView, viewBulk } from '../bulk-view.ts';
import type { Context } from '../context.ts';
import { keepers, scopeOf } from '../owned.ts';
import { sellerFor } from '../shopify-seller.ts';

/** How long what was done is remembered, in ms. */
const keepMs = 30 * 24 * 3_600_000;
const firstPage = { limit: 24 };

export const changeInBulk = route({
  method: 'post',
  path: '/api/products/bulk',
  summary:
    'Change prices, stock or status of many products: a dry run shows what would change, and its bulkId then changes exactly that.',
  role: keepers,
  idempotency: 'optional',
  body: BulkRequest,
  reply: BulkView,
  limit: { points: 30, seconds: 60 },
  problems: ['not-found', 'conflict'],
  async handle({ body, user }, ctx: Context): Promise<BulkView> {
    if (!body.dryRun) {
      await run(body.bulkId, user, ctx);
      return await viewBulk(body.bulkId, firstPage, ctx);
    }
    const seller = await sellerFor(user, body.sellerId, ctx, 'body');
    return await viewBulk(await planBulk(seller.id, body, ctx), firstPage, ctx);
  },
});

async function run(bulkId: BulkId, user: User, ctx: Context): Promise<void> {
  const { bulks, audit, now } = ctx;
  const bulk = await bulks.aggregates.get(bulkId);
  const { sellerId, change, filter, products, variants } = bulk;
  if (user.role !== 'admin' && scopeOf(user) !== sellerId) throw new NotFound('bulk change');
  const keepUntil = new Date(now().getTime() + keepMs);
  if (!startBulk(bulk, { now: now(), keepUntil })) return; // said twice
  if (await bulks.isRunning(sellerId)) throw oneAtATime();
  const moved = await movedOf(bulkId, change, ctx);
  if (moved.count > 0)
    throw new Conflict(`${moved.count} products are not as they were shown. Ask again what would change.`, { moved });
  await bulks.keep(bulkId, keepUntil);
  const started = (state: typeof bulk) => {
    const fields = startBulk(state, { now: now(), keepUntil });
    return fields && { state: fields, facts: [] };
  };
  const entry = { act: 'products.changed-in-bulk', actor: user.id, subject: sellerId, outcome: 'done' } as const;
  const detail = { bulkId, filter, change, products, variants };
  try {
    await changeAudited(bulks.aggregates, bulkId, started, {
      audit,
      entriesOf: () => [{ ...entry, key: `${bulkId}:started`, detail }],
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw oneAtATime();
    throw error;
  }
  ctx.bulkRunner.notice();
}

/** Two at once would not know which of them a product has been through. */
function oneAtATime(): Conflict {
  return new Conflict('Another bulk change of this shop is under way. Wait until it is done.');
}
