import { NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { readersOf } from '../readers.ts';
import { unsubscribePage } from '../unsubscribe-page.ts';

/** Asks first: whatever looks at links in mails before their reader does must not switch anything off. */
export const showUnsubscribe = route({
  method: 'get',
  path: '/api/notifications/unsubscribe/:token',
  summary: 'The page behind the link in a mail: asks whether no more of these mails are wanted.',
  role: 'public',
  params: z.object({ token: z.string().max(1_000) }),
  produces: 'text/html',
  problems: ['not-found'],
  async handle({ params }, ctx: Context) {
    const what = ctx.links.read(params.token);
    if (!what) throw new NotFound('link');
    const reader = (await readersOf([what.userId], ctx)).get(what.userId);
    return unsubscribePage(what, reader?.language ?? 'en', false);
  },
});
