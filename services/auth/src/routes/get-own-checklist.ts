import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { CheckedRow, checkedRows, missingRows } from '../checklist.ts';
import type { Context } from '../context.ts';
import { ownShop } from '../membership.ts';

export const getOwnChecklist = route({
  method: 'get',
  path: '/api/auth/shop/checklist',
  summary: 'What the marketplace asks of your shop, and what of it is missing.',
  role: 'seller',
  reply: z.object({
    complete: z.boolean().meta({ description: 'whether everything that is required is there' }),
    rows: z.array(CheckedRow),
  }),
  async handle({ user }, ctx: Context) {
    const [{ shop }, { rows }] = await Promise.all([ownShop(user, ctx), ctx.checklists.read()]);
    return { complete: missingRows(rows, shop).length === 0, rows: checkedRows(rows, shop) };
  },
});
