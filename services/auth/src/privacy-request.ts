import {
  answeringServices,
  type Fact,
  type PrivacyKind,
  type PrivacyOutcome,
  PrivacyRequestId,
  type PrivacySubject,
  privacyRequested,
  type ServiceName,
  type UserId,
} from '@credenza/contracts';
import { Conflict, type Decision, type Stored } from '@credenza/service-kit';

/** What one service has said last. */
export interface PrivacyAnswer {
  service: ServiceName;
  outcome: PrivacyOutcome;
  /** Exported or erased. */
  records: number;
  reasons?: string[] | undefined;
  at: Date;
  /** Of the service's answers the newest counts, however they arrive. */
  version: number;
}

/** Somebody wants everything about a person exported or erased. */
export interface PrivacyRequest extends PrivacySubject {
  kind: PrivacyKind;
  requestedBy: UserId;
  requestedAt: Date;
  /** Until when an export can be fetched. */
  expiresAt: Date;
  /** Set while it is under way: one at a time of each kind about each person. */
  openOf?: string | undefined;
  answers: PrivacyAnswer[];
  /** When the last service had done its part for the first time. */
  completedAt?: Date | undefined;
}

export type StoredRequest = Stored<PrivacyRequest>;

/** How long an export can be fetched, in ms. */
const keptMs = 7 * 24 * 3_600_000;

/**
 * @param kind export or erasure
 * @param userId about whom
 * @returns what only one request at a time can be
 */
export function openOf(kind: PrivacyKind, userId: string): string {
  return `${kind}:${userId}`;
}

function asked(requestId: string, request: PrivacyRequest): Fact {
  const { kind, userId, sellerId, expiresAt } = request;
  return privacyRequested.of({ requestId, kind, userId, sellerId, keepUntil: expiresAt.toISOString() });
}

/**
 * @param requestId its id
 * @param about what is wanted about whom, and who wants it
 * @param now the time
 * @returns the request, and what every service is told
 */
export function openRequest(
  requestId: PrivacyRequestId,
  about: PrivacySubject & { kind: PrivacyKind; requestedBy: UserId },
  now: Date,
): { state: PrivacyRequest; facts: Fact[] } {
  const expiresAt = new Date(now.getTime() + keptMs);
  const open = openOf(about.kind, about.userId);
  const state: PrivacyRequest = { ...about, requestedAt: now, expiresAt, openOf: open, answers: [] };
  return { state, facts: [asked(requestId, state)] };
}

/**
 * @param request a request
 * @returns the services that have not done their part
 */
export function missingOf(request: Pick<PrivacyRequest, 'answers'>): ServiceName[] {
  const done = new Set(request.answers.filter(({ outcome }) => outcome === 'done').map(({ service }) => service));
  return answeringServices.filter((name) => !done.has(name));
}

/**
 * @param request a request
 * @param answer what a service has said
 * @returns the change; undefined when something newer is known
 */
export function noteAnswer(request: StoredRequest, answer: PrivacyAnswer): Decision<PrivacyRequest> | undefined {
  const before = request.answers.find(({ service }) => service === answer.service);
  if (before && before.version >= answer.version) return undefined;
  const answers = [...request.answers.filter((one) => one !== before), answer];
  const complete = missingOf({ answers }).length === 0;
  const over = complete && { completedAt: request.completedAt ?? answer.at, openOf: undefined };
  return { state: { answers, ...over }, facts: [] };
}

/**
 * Asks those again who have not done their part; who has says so once more.
 *
 * @param request the request
 * @returns the decision
 * @throws Conflict when every service has
 */
export function askAgain(request: StoredRequest): Decision<PrivacyRequest> {
  if (missingOf(request).length === 0) throw new Conflict('Every service has answered.');
  return { state: {}, facts: [asked(request._id, request)] };
}

/**
 * @param request an export that has not come to an end in time
 * @param now the time
 * @returns the decision that lets somebody begin another; undefined while it can still be fetched
 */
export function giveUp(request: StoredRequest, now: Date): Decision<PrivacyRequest> | undefined {
  const over = request.kind === 'export' && request.expiresAt <= now && request.openOf !== undefined;
  return over ? { state: { openOf: undefined }, facts: [] } : undefined;
}

/** A request's id as paths bring it. */
export const RequestParams = { requestId: PrivacyRequestId };
