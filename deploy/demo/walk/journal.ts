import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** One line of a service's log about an event that it has published or handled. */
export const EventLine = z.object({
  kind: z.literal('event'),
  time: z.iso.datetime(),
  service: z.string(),
  direction: z.enum(['in', 'out']),
  event: z.string(),
  subject: z.string(),
  ms: z.number(),
  outcome: z.string(),
  correlationId: z.string(),
});
export type EventLine = z.output<typeof EventLine>;

/** Follows the logs until it is stopped. */
export interface Journal {
  /** Whether there are logs to follow. */
  readonly there: boolean;
  /** @returns how long nothing has been heard, in ms */
  quiet(): number;
  stop(): Promise<void>;
}

/**
 * @param line a line of a service's log
 * @param correlationId the cascade that is followed
 * @returns the line when it tells of an event of that cascade
 */
export function eventIn(line: string, correlationId: string): EventLine | undefined {
  if (!line.includes(correlationId)) return undefined;
  try {
    const { success, data } = EventLine.safeParse(JSON.parse(line));
    return success && data.correlationId === correlationId ? data : undefined;
  } catch {
    return undefined; // a line of something that is no service
  }
}

const everyMs = 40;

/**
 * Reads what the services write into their logs from now on, and tells the events of one cascade.
 *
 * @param folder where the logs are; need not exist
 * @param correlationId the cascade's id
 * @param hear told each event as soon as it is read
 * @returns the running journal
 */
export async function follow(folder: string, correlationId: string, hear: (line: EventLine) => void): Promise<Journal> {
  const files = (await readdir(folder).catch(() => [])).filter(
    (name) => /^[a-z-]+\.log$/.test(name) && !name.endsWith('-dapr.log'),
  );
  const tails = await Promise.all(
    files.map(async (name) => {
      const path = join(folder, name);
      return { path, at: (await stat(path)).size, rest: '' };
    }),
  );
  let heard = performance.now();
  let running = true;

  async function readOn(tail: (typeof tails)[number]): Promise<void> {
    const { size } = await stat(tail.path).catch(() => ({ size: 0 }));
    if (size <= tail.at) return;
    const file = await open(tail.path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(size - tail.at), 0, size - tail.at, tail.at);
      tail.at += bytesRead;
      const lines = (tail.rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      tail.rest = lines.pop() ?? '';
      for (const line of lines) {
        const told = eventIn(line, correlationId);
        if (!told) continue;
        heard = performance.now();
        hear(told);
      }
    } finally {
      await file.close();
    }
  }

  const loop = (async () => {
    while (running) {
      await Promise.all(tails.map(readOn));
      await pause(everyMs);
    }
    await Promise.all(tails.map(readOn));
  })();
  return {
    there: tails.length > 0,
    quiet: () => performance.now() - heard,
    async stop() {
      running = false;
      await loop;
    },
  };
}
