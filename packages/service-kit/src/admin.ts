import { Envelope, EventId, JournalPage, PageQuery, pageOf } from '@credenza/contracts';
import { z } from 'zod';
import type { Audit, AuditEntry } from './audit.ts';
import type { Delivery, Inbox } from './inbox.ts';
import type { Relay } from './relay.ts';
import { type Route, route, type User } from './route.ts';

const DeadLetter = z.object({
  deadLetterId: z.string(),
  type: z.string(),
  subject: z.string(),
  attempts: z.int(),
  error: z.string(),
  firstFailedAt: z.iso.datetime(),
  lastFailedAt: z.iso.datetime(),
});
type DeadLetter = z.input<typeof DeadLetter>;
const AuditCursor = z.string().regex(/^[0-9a-f]{24}$/, 'must be a nextCursor of this list');
const EventTypes = z
  .string()
  .max(2_000)
  .regex(/^[a-z.-]+( ?, ?[a-z.-]+)*$/, 'must be event types with commas between them');
const Params = z.object({ deadLetterId: z.string().max(100) });

function deadLetter(one: Delivery): DeadLetter {
  return {
    deadLetterId: one._id,
    type: one.type,
    subject: one.subject,
    attempts: one.attempts,
    error: one.error,
    firstFailedAt: one.firstFailedAt.toISOString(),
    lastFailedAt: one.lastFailedAt.toISOString(),
  };
}

/** Recorded before it is done, or a crash in between would lose what was discarded; once for each time that the letter was dead. */
function entryOf(act: string, user: User, one: Delivery): AuditEntry {
  const key = `${one._id}:${act}:${one.lastFailedAt.getTime()}`;
  return { act, actor: user.id, subject: one._id, outcome: 'done', key };
}

/**
 * The admin's routes of every service: dead letters, events published again, audit log.
 *
 * @param prefix the service's first public prefix
 * @param parts the kit's own stores
 * @returns the routes; `role: admin` all of them
 */
export function adminRoutes<Context>(
  prefix: string,
  parts: { inbox: Inbox<Context>; relay: Relay; audit: Audit },
): Route<Context>[] {
  const { inbox, relay, audit } = parts;
  const role = 'admin';

  const listDeadLetters = route({
    method: 'get',
    path: `${prefix}/admin/dead-letters`,
    summary: 'Events that this service could not handle, the oldest first.',
    role,
    query: PageQuery,
    reply: pageOf(DeadLetter),
    async handle({ query }) {
      const after = query.cursor === undefined ? {} : { _id: { $gt: query.cursor } };
      const found = await inbox.deliveries
        .find({ status: 'dead', ...after })
        .sort({ _id: 1 })
        .limit(query.limit + 1)
        .lean();
      const page = found.slice(0, query.limit);
      return {
        items: page.map(deadLetter),
        ...(found.length > page.length && { nextCursor: page.at(-1)?._id }),
      };
    },
  });

  const getDeadLetter = route({
    method: 'get',
    path: `${prefix}/admin/dead-letters/:deadLetterId`,
    summary: 'One dead letter with the event it holds.',
    role,
    params: Params,
    reply: DeadLetter.extend({ event: z.unknown() }),
    async handle({ params, user }) {
      const one = await inbox.dead(params.deadLetterId);
      // As of the journal's events, because it says who bought what.
      await audit.record({ act: 'dead-letter.read', actor: user.id, subject: one._id, outcome: 'done' });
      return { ...deadLetter(one), event: one.event };
    },
  });

  const replayDeadLetter = route({
    method: 'post',
    path: `${prefix}/admin/dead-letters/:deadLetterId/replay`,
    summary: 'Hand a dead letter to its consumer again, with all attempts anew.',
    role,
    params: Params,
    status: 202,
    reply: z.object({ replayed: z.int() }),
    async handle({ params, user }) {
      await audit.record(entryOf('dead-letter.replayed', user, await inbox.dead(params.deadLetterId)));
      await inbox.replay(params.deadLetterId);
      return { replayed: 1 };
    },
  });

  const discardDeadLetter = route({
    method: 'delete',
    path: `${prefix}/admin/dead-letters/:deadLetterId`,
    summary: 'Give a dead letter up; the audit log keeps the event.',
    role,
    params: Params,
    async handle({ params, user }) {
      const one = await inbox.dead(params.deadLetterId);
      await audit.record({ ...entryOf('dead-letter.discarded', user, one), detail: { event: one.event } });
      await inbox.discard(one._id);
    },
  });

  const listEvents = route({
    method: 'get',
    path: `${prefix}/admin/events`,
    summary: "Events of this service's journal in the order in which they happened; it keeps them for 30 days.",
    role,
    query: PageQuery.extend({
      cursor: EventId.optional(),
      types: EventTypes.optional().meta({ description: 'with commas between them, such as order.paid' }),
      subject: z.string().max(100).optional(),
    }),
    reply: pageOf(Envelope).extend(JournalPage.pick({ since: true, upTo: true }).shape),
    async handle({ query, user }) {
      const { cursor, limit, subject } = query;
      const types = query.types?.split(',').map((type) => type.trim());
      const { events, next, since, upTo } = await relay.read({ types, subject, from: cursor, limit });
      // Events say who bought what; the first page stands for the whole reading.
      if (cursor === undefined) {
        const detail = { types, subject };
        await audit.record({ act: 'events.read', actor: user.id, subject: prefix, outcome: 'done', detail });
      }
      return { items: events, ...(next && { nextCursor: next }), since, upTo };
    },
  });

  const republishEvents = route({
    method: 'post',
    path: `${prefix}/admin/events/republish`,
    summary: "Publish events of this service's journal again, for consumers that lost theirs; nothing is done twice.",
    role,
    body: z.object({
      types: z.array(z.string().max(100)).max(50).optional(),
      subject: z.string().max(100).optional(),
      since: z.iso.datetime().optional(),
      until: z.iso.datetime().optional(),
    }),
    reply: z.object({ published: z.int(), failed: z.int() }),
    async handle({ body, user }) {
      const outcome = await relay.republish({
        ...(body.types && { types: body.types }),
        ...(body.subject && { subject: body.subject }),
        ...(body.since && { since: new Date(body.since) }),
        ...(body.until && { until: new Date(body.until) }),
      });
      await audit.record({
        act: 'events.republished',
        actor: user.id,
        subject: prefix,
        outcome: 'done',
        detail: { ...body, ...outcome },
      });
      return outcome;
    },
  });

  const listAudit = route({
    method: 'get',
    path: `${prefix}/admin/audit`,
    summary: 'Who did what that matters for security or money, the newest first.',
    role,
    query: PageQuery.extend({
      cursor: AuditCursor.optional(),
      subject: z.string().max(100).optional(),
      actor: z.string().max(100).optional(),
    }),
    reply: pageOf(
      z.object({
        at: z.iso.datetime(),
        act: z.string(),
        actor: z.string(),
        subject: z.string(),
        outcome: z.enum(['done', 'refused']),
        detail: z.record(z.string(), z.unknown()).optional(),
        correlationId: z.string().optional(),
      }),
    ),
    async handle({ query }) {
      const { subject, actor, cursor, limit } = query;
      const before = cursor === undefined ? {} : { _id: { $lt: cursor } };
      const filter = { ...(subject && { subject }), ...(actor && { actor }), ...before };
      const found = await audit.records
        .find(filter)
        .sort({ _id: -1 })
        .limit(limit + 1)
        .lean();
      const page = found.slice(0, limit);
      return {
        items: page.map(({ _id, key: _key, at, ...entry }) => ({ ...entry, at: at.toISOString() })),
        ...(found.length > page.length && { nextCursor: String(page.at(-1)?._id) }),
      };
    },
  });

  return [listDeadLetters, getDeadLetter, replayDeadLetter, discardDeadLetter, listEvents, republishEvents, listAudit];
}
