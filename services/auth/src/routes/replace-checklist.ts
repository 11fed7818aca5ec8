import { route } from '@credenza/service-kit';
import { ChecklistInput } from '../checklist.ts';
import { ChecklistView, checklistReply } from '../checklist-reply.ts';
import type { Context } from '../context.ts';
import { signedIn } from '../signed-in.ts';

export const replaceChecklist = route({
  method: 'put',
  path: '/api/auth/shops/checklist',
  summary: 'Say what the marketplace asks of new shops; shops that are open stay so.',
  role: 'admin',
  ifMatch: 'required',
  body: ChecklistInput,
  reply: ChecklistView,
  problems: ['conflict'],
  async handle({ user, body: { rows }, ifVersion }, ctx: Context) {
    await signedIn(user, ctx);
    const version = await ctx.checklists.replace(rows, ifVersion);
    const detail = { version, rows: rows.map(({ kind, title, required }) => ({ kind, title, required })) };
    await ctx.audit.record({ act: 'checklist.changed', actor: user.id, subject: 'checklist', outcome: 'done', detail });
    return checklistReply(rows, version);
  },
});
