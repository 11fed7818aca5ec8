import { z } from 'zod';
import { event } from './event.ts';
import { PrivacyRequestId, UserId } from './ids.ts';
import { operation } from './operation.ts';
import { type ServiceName, serviceNames, services } from './services.ts';

/** What somebody wants done with everything that is known about a person. */
export const PrivacyKind = z.enum(['export', 'erasure']);
export type PrivacyKind = z.infer<typeof PrivacyKind>;

/** Whom a request is about. */
const Subject = z.object({
  userId: UserId,
  sellerId: UserId.optional().meta({ description: 'the shop that goes with the account, when nobody else owns it' }),
});
/** Whom a request is about: a person, and the shop that is nobody else's. */
export type PrivacySubject = z.infer<typeof Subject>;

/** The services that keep something and so have to answer: all that have an API. */
export const answeringServices: readonly ServiceName[] = serviceNames.filter(
  (name) => services[name].prefixes.length > 0,
);

export const privacyRequested = event(
  'auth',
  'privacy.requested',
  'Everything about a person is to be exported or erased: every service does its part, and answers.',
  'requestId',
  Subject.extend({
    requestId: PrivacyRequestId,
    kind: PrivacyKind,
    keepUntil: z.iso.datetime().meta({ description: 'until when the parts of an export are kept' }),
  }),
);

/** How far a service has come: `done`, or `waiting` for what must come to an end first. */
export const PrivacyOutcome = z.enum(['done', 'waiting']);
export type PrivacyOutcome = z.infer<typeof PrivacyOutcome>;

export const privacyAnswered = event(
  'auth',
  'privacy.answered',
  'A service has done its part of a privacy request, or says what it waits for.',
  'requestId',
  z.object({
    requestId: PrivacyRequestId,
    kind: PrivacyKind,
    service: z.enum(serviceNames),
    outcome: PrivacyOutcome,
    records: z.int().min(0).meta({ description: 'exported, or erased' }),
    reasons: z.array(z.string()).optional().meta({ description: 'what it waits for' }),
  }),
  { byEveryService: true },
);

/** A piece of a service's part of an export: lines of JSON, all of one kind. */
const ExportPart = z.object({
  name: z.string().meta({ description: 'what the records are, such as orders' }),
  text: z.string(),
});

/**
 * The operation that reads a service's part of an export, a piece at a time.
 *
 * @param service whose part
 * @returns the operation; without a `next` that was all
 */
export function readExport(service: ServiceName) {
  return operation({
    service,
    path: '/internal/privacy/export',
    summary: 'What this service has exported about a person, a piece at a time.',
    body: z.strictObject({ requestId: PrivacyRequestId, after: z.string().max(200).optional() }),
    reply: z.object({ part: ExportPart.optional(), next: z.string().optional() }),
  });
}

/**
 * The operation that asks a service what has to come to an end before a person can be erased.
 *
 * @param service whom to ask
 * @returns the operation; no reasons mean that nothing is in the way
 */
export function readObstacles(service: ServiceName) {
  return operation({
    service,
    path: '/internal/privacy/obstacles',
    summary: 'What has to come to an end here before a person can be erased.',
    body: Subject.strict(),
    reply: z.object({ reasons: z.array(z.string()) }),
  });
}
