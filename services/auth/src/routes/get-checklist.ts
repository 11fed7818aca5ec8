import { route } from '@credenza/service-kit';
import { ChecklistView, checklistReply } from '../checklist-reply.ts';
import type { Context } from '../context.ts';
import { signedIn } from '../signed-in.ts';

export const getChecklist = route({
  method: 'get',
  path: '/api/auth/shops/checklist',
  summary: 'What the marketplace asks of new shops; without rows every shop is open at once.',
  role: 'admin',
  reply: ChecklistView,
  async handle({ user }, ctx: Context) {
    await signedIn(user, ctx);
    const { rows, version } = await ctx.checklists.read();
    return checklistReply(rows, version);
  },
});
