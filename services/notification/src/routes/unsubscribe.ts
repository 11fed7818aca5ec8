import { NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { readersOf } from '../readers.ts';
import { unsubscribePage } from '../unsubscribe-page.ts';

/** What a mail program does for its user, too (RFC 8058): the link is all that it knows. */
export const unsubscribe = route({
  method: 'post',
  path: '/api/notifications/unsubscribe/:token',
  summary: 'Switch off the mails that the link in one of them is about; needs no login, a second time changes nothing.',
  role: 'public',
  params: z.object({ token: z.string().max(1_000) }),
  bodyKind: 'raw',
  consumes: ['application/x-www-form-urlencoded', 'multipart/form-data'],
  produces: 'text/html',
  problems: ['not-found'],
  async handle({ params }, ctx: Context) {
    const what = ctx.links.read(params.token);
    if (!what) throw new NotFound('link');
    await ctx.preferences.switchOffMail(what.userId, what.kinds);
    const reader = (await readersOf([what.userId], ctx)).get(what.userId);
    return unsubscribePage(what, reader?.language ?? 'en', true);
  },
});
