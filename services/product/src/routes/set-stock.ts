import { ProductId, VariantId } from '@credenza/contracts';
import { Conflict, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { keepers, ownedVariant, ProductParams } from '../owned.ts';
import { StockChange } from '../product-patch.ts';
import type { StoredStock } from '../stock.schema.ts';
import { levelFrom } from '../stock.ts';

const StockView = z.object({
  productId: ProductId,
  variantId: VariantId,
  onHand: z.int(),
  available: z.int(),
  held: z.int(),
  lowStockThreshold: z.int(),
});

export const setStock = route({
  method: 'post',
  path: '/api/products/:productId/variants/:variantId/stock',
  summary: 'Count the pieces of a variant anew, add or take away some, or say when you want to be warned.',
  role: keepers,
  idempotency: 'optional',
  params: ProductParams.extend({ variantId: VariantId }),
  body: StockChange,
  reply: StockView,
  problems: ['conflict'],
  async handle({ params, body, user }, ctx: Context): Promise<z.input<typeof StockView>> {
    const { productId, variantId } = params;
    await ownedVariant(user, params, ctx.products);
    const entry = { act: 'stock.set', actor: user.id, subject: variantId, detail: body };
    const stock = await ctx.audit.before(entry, () => change(ctx, variantId, body));
    if (!('lowStockThreshold' in body)) await ctx.products.tellStock(productId, true);
    ctx.announcer.notice([stock]);
    const { onHand, available, lowStockThreshold } = levelFrom(stock);
    return { productId, variantId, onHand, available, held: onHand - available, lowStockThreshold };
  },
});

async function change(ctx: Context, variantId: VariantId, body: StockChange): Promise<StoredStock> {
  const stock = 'add' in body ? await ctx.stocks.add(variantId, body.add) : await ctx.stocks.set(variantId, body);
  if (!stock) throw new Conflict('Orders hold more pieces than that would leave.');
  return stock;
}
