import { Readable } from 'node:stream';
import { Conflict, NotFound, ownedBy, RawReply, route } from '@credenza/service-kit';
import { z } from 'zod';
import { archiveOf } from '../archive.ts';
import type { Context } from '../context.ts';
import { missingOf, RequestParams } from '../privacy-request.ts';
import { signedIn } from '../signed-in.ts';

export const getArchive = route({
  method: 'get',
  path: '/api/auth/privacy/requests/:requestId/archive',
  summary: 'An export as a ZIP of lines of JSON, for a week: your own, or any for an admin.',
  role: 'user',
  params: z.object(RequestParams),
  produces: 'application/zip',
  problems: ['conflict'],
  async handle({ user, params: { requestId } }, ctx: Context): Promise<RawReply> {
    await signedIn(user, ctx);
    const request = await ctx.privacyRequests.aggregates.get(requestId);
    ownedBy(user, request.userId, 'privacy request');
    if (request.kind !== 'export' || request.expiresAt <= ctx.now()) throw new NotFound('archive');
    const missing = missingOf(request);
    if (missing.length > 0) throw new Conflict('Not every service has answered.', { missing });
    const about = { act: 'privacy.archive-read', actor: user.id, subject: request.userId, detail: { requestId } };
    await ctx.audit.record({ ...about, outcome: 'done' });
    return new RawReply(Readable.from(archiveOf(request, ctx.dapr)), {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${requestId}.zip"`,
      'cache-control': 'no-store',
    });
  },
});
