import { z } from 'zod';
import { adviseOnStock, usualWish } from '../seller/stock-advice.ts';
import { passageOf } from './passage-of.ts';
import { shopOf } from './shop-of.ts';
import { tool } from './tool.ts';

const Days = z.int().min(1).max(180);

export const checkInventory = tool({
  name: 'check_inventory',
  description:
    "Says how long the stock of the caller's own shop will last, what to reorder now and what nobody buys, with reasons; what matters most first.",
  roles: ['seller'],
  input: z.object({
    leadDays: Days.default(usualWish.leadDays),
    coverDays: Days.default(usualWish.coverDays),
    limit: z.int().min(1).max(20).default(5),
  }),
  async run({ limit, ...wish }, caller, ctx) {
    const rows = (await adviseOnStock(ctx, shopOf(caller), wish)).slice(0, limit);
    const facts = rows.flatMap(({ productId }) => ctx.knowledge.product(productId) ?? []);
    return { data: { rows }, passages: [...new Map(facts.map((one) => [one.productId, passageOf(one)])).values()] };
  },
});
