import type { Envelope, EventId } from '@credenza/contracts';

/** What one event says about one thing. The read model is nothing but sets of these. */
export interface Note {
  /** When it happened. */
  at: Date;
  /** The event that said it. */
  by: EventId;
  /** Of two notes with one key the higher one stays. */
  rank: number;
}

/** Notes by what they are about, such as `paid` or `sent:pcl_…`. */
export type Notes<N extends Note> = Record<string, N>;

/** What is added to one sheet of notes; a sheet belongs to one shop. */
export interface Entry<N extends Note> {
  id: string;
  sellerId: string;
  notes: Notes<N>;
}

/**
 * The head of a note about something that happens once; should two events say it, the earlier one counts.
 *
 * @param event the event
 * @returns the head
 */
export function once(event: Envelope): Note {
  const at = new Date(event.time);
  return { at, by: event.id, rank: -at.getTime() };
}

/**
 * The head of a note about how something is now: a newer one replaces it.
 *
 * @param event the event
 * @param rank what grows from one to the next, such as the aggregate's version
 * @returns the head
 */
export function newest(event: Envelope, rank: number): Note {
  return { at: new Date(event.time), by: event.id, rank };
}

/**
 * Joins two sets of notes. In whatever order and however often sets are joined, the result is the same: that is why events may
 * come twice, late and in any order.
 *
 * @param known what is known
 * @param added what is added
 * @returns both together; undefined when nothing of it is new
 */
export function joined<N extends Note>(known: Notes<N>, added: Notes<N>): Notes<N> | undefined {
  const fresh = Object.entries(added).filter(([key, note]) => {
    const before = known[key];
    return before === undefined || beats(note, before);
  });
  return fresh.length === 0 ? undefined : { ...known, ...Object.fromEntries(fresh) };
}

function beats(note: Note, before: Note): boolean {
  return note.rank === before.rank ? note.by > before.by : note.rank > before.rank;
}

/**
 * @param notes at least one note
 * @returns when the first of it happened
 */
export function bornAt(notes: Notes<Note>): Date {
  return new Date(Math.min(...Object.values(notes).map(({ at }) => at.getTime())));
}
