import { answeringServices, PrivacyKind, PrivacyRequestId, UserId } from '@credenza/contracts';
import { z } from 'zod';
import { missingOf, type StoredRequest } from './privacy-request.ts';

const ServiceReport = z.object({
  service: z.string(),
  state: z
    .enum(['asked', 'waiting', 'done'])
    .meta({ description: 'asked: it has not answered; waiting: something has to come to an end before' }),
  at: z.iso.datetime().optional(),
  records: z.int().optional().meta({ description: 'exported, or erased' }),
  reasons: z.array(z.string()).optional(),
});

/** A request for an export or an erasure, with what each service has said. */
export const PrivacyView = z.object({
  requestId: PrivacyRequestId,
  kind: PrivacyKind,
  state: z.enum(['under-way', 'complete']),
  userId: UserId,
  requestedBy: UserId,
  requestedAt: z.iso.datetime(),
  completedAt: z.iso.datetime().optional(),
  archiveUntil: z.iso.datetime().optional().meta({ description: 'until when an export can be fetched' }),
  services: z.array(ServiceReport),
});
export type PrivacyView = z.input<typeof PrivacyView>;

/**
 * @param request a request
 * @returns what its owner and admins see
 */
export function privacyView(request: StoredRequest): PrivacyView {
  const { _id, kind, userId, requestedBy, requestedAt, completedAt, expiresAt } = request;
  const answers = new Map(request.answers.map((one) => [one.service, one]));
  return {
    requestId: _id,
    kind,
    state: missingOf(request).length === 0 ? 'complete' : 'under-way',
    userId,
    requestedBy,
    requestedAt: requestedAt.toISOString(),
    ...(completedAt && { completedAt: completedAt.toISOString() }),
    ...(kind === 'export' && { archiveUntil: expiresAt.toISOString() }),
    services: answeringServices.map((service) => {
      const answer = answers.get(service);
      if (!answer) return { service, state: 'asked' };
      const { outcome, at, records, reasons } = answer;
      return { service, state: outcome, at: at.toISOString(), records, reasons };
    }),
  };
}
