import type { IncomingMessage } from 'node:http';
import { UserId } from '@credenza/contracts';
import { bytesOf, Refusal, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { keepers } from '../owned.ts';
import { handleOf } from '../product.ts';
import { importFile, type Save } from '../shopify-import.ts';
import { asTold, keepUntold } from '../shopify-merge.ts';
import { ImportReport } from '../shopify-report.ts';
import { sellerFor } from '../shopify-seller.ts';
import { maxFileBytes } from '../shopify-upload.ts';
import { previewUpsert, type Upsert, upsertByHandle } from '../upsert.ts';

const brokenOff = 'The upload broke off. What was complete is imported; send the file again for the rest.';

export const importProducts = route({
  method: 'post',
  path: '/api/products/import',
  summary:
    "Create and change products from Shopify's product CSV, in UTF-8; the report names every row that was left out.",
  role: keepers,
  bodyKind: 'stream',
  consumes: ['text/csv'],
  query: z.object({
    dryRun: z.enum(['true', 'false']).default('false').meta({ description: 'only say what would happen' }),
    sellerId: UserId.optional().meta({ description: 'for an admin: whose products these are' }),
  }),
  reply: ImportReport,
  limit: { points: 30, seconds: 60 },
  problems: ['not-found', 'too-large', 'unsupported-media-type'],
  async handle({ user, query, request }, ctx: Context): Promise<ImportReport> {
    checkHeaders(request);
    const seller = await sellerFor(user, query.sellerId, ctx);
    const dryRun = query.dryRun === 'true';
    const written = { created: 0, updated: 0, unchanged: 0 };
    const save: Save = async (product, told) => {
      const upsert: Upsert = {
        seller,
        handle: handleOf(product),
        wish: (present, levels) =>
          present ? keepUntold(product, present, { ...told, levels }) : asTold(product, told),
      };
      if (dryRun) return await previewUpsert(upsert, ctx);
      const { outcome } = await upsertByHandle(upsert, ctx);
      written[outcome] += 1;
      return outcome;
    };
    try {
      return await importFile(bytesOf(request, brokenOff), save, dryRun);
    } finally {
      // An import that ends early has changed prices and stock all the same.
      if (written.created + written.updated > 0) {
        const entry = {
          act: 'products.imported',
          actor: user.id,
          subject: seller.id,
          outcome: 'done',
          detail: written,
        } as const;
        await ctx.audit.record(entry);
      }
    }
  },
});

function checkHeaders({ headers }: IncomingMessage): void {
  const charset = /charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
  if ((charset && !/^utf-?8$/i.test(charset)) || (headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new Refusal('unsupported-media-type', 'Send the file in UTF-8 and not compressed.');
  }
  if (Number(headers['content-length'] ?? 0) > maxFileBytes) {
    throw new Refusal('too-large', 'A file may have 500 MB; send it in parts.');
  }
}
