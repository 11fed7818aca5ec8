import { newId, type PrivacyKind, PrivacyRequestId, type PrivacySubject, type UserId } from '@credenza/contracts';
import type { Context } from './context.ts';
import { giveUp, openOf, openRequest, type StoredRequest } from './privacy-request.ts';

/**
 * Begins an export or an erasure, in the audit log before; one that is under way goes on instead.
 *
 * @param kind which
 * @param subject about whom
 * @param requestedBy who asks
 * @param ctx the stores
 * @returns the request
 */
export async function requestPrivacy(
  kind: PrivacyKind,
  { userId, sellerId }: PrivacySubject,
  requestedBy: UserId,
  ctx: Context,
): Promise<StoredRequest> {
  const { aggregates, open } = ctx.privacyRequests;
  for (;;) {
    const known = await open(openOf(kind, userId));
    if (known && giveUp(known, ctx.now())) await aggregates.change(known._id, (now) => giveUp(now, ctx.now()));
    else if (known) return known;
    const requestId = newId(PrivacyRequestId);
    const { state, facts } = openRequest(requestId, { kind, userId, sellerId, requestedBy }, ctx.now());
    const act = `privacy.${kind}-requested`;
    await ctx.audit.record({ act, actor: requestedBy, subject: userId, outcome: 'done', detail: { requestId } });
    if (await aggregates.create(requestId, state, facts)) return { ...state, _id: requestId, version: 1 };
  }
}
