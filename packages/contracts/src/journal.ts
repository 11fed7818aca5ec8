import { z } from 'zod';
import { Envelope } from './event.ts';
import { EventId } from './ids.ts';
import { operation } from './operation.ts';
import type { ServiceName } from './services.ts';

/** A piece of a service's journal of published events, in the order in which they happened. */
export const JournalPage = z.object({
  events: z.array(Envelope),
  next: EventId.optional().meta({ description: 'the `from` of the next page; missing when that was all' }),
  since: z.iso
    .datetime()
    .optional()
    .meta({ description: 'everything published since then is kept; missing for an empty journal' }),
  upTo: EventId.meta({ description: 'every event with a smaller id is in the journal; later ones may still come' }),
  now: EventId.meta({ description: 'the id that an event of this moment would have' }),
});
export type JournalPage = z.infer<typeof JournalPage>;

/**
 * The operation that reads a service's journal; every service with an API answers it.
 *
 * @param service whose journal
 * @returns the operation; a page holds at most `limit` events, and fewer when they are large
 */
export function readJournal(service: ServiceName) {
  return operation({
    service,
    path: '/internal/events',
    summary: 'Events that this service has published, in the order in which they happened.',
    body: z.strictObject({
      types: z.array(z.string().max(100)).max(100).optional(),
      from: EventId.optional().meta({ description: 'the first event to read' }),
      limit: z.int().min(1).max(1_000).default(500),
    }),
    reply: JournalPage,
  });
}
