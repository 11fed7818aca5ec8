/**
 * `npm run rebuild -- seller-dashboard`: lets a service make its read model anew from the journals of the services that own its
 * events, and shows how far it is. Readers see the old figures until the new ones are complete.
 */
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { PlainError, prefixOf, program, signIn } from './admin-api.ts';

const Rebuild = z.object({
  status: z.enum(['running', 'done', 'failed']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  events: z.int(),
  carried: z.int(),
  error: z.string().optional(),
});

const lookEveryMs = 500;
/** A token lives ten minutes. */
const signInEveryMs = 300_000;

await program(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string', default: 'http://localhost:4000' } },
  });
  const [service] = positionals;
  const path = `${prefixOf(service)}/admin/rebuild`;
  let api = await signIn(values.url, process.env);
  let signedInAt = Date.now();
  await api.call('POST', path).catch((error: unknown) => {
    if (error instanceof PlainError && error.status === 404) {
      throw new PlainError(`${service} has no read model that could be rebuilt.`);
    }
    throw error;
  });
  let shown = -1;
  for (;;) {
    const { status, startedAt, finishedAt, events, carried, error } = Rebuild.parse(await api.call('GET', path));
    if (status === 'failed') throw new PlainError(`The rebuild has failed, all is as it was: ${error}`);
    if (status === 'done') {
      const seconds = (Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt)) / 1_000;
      const kept = carried > 0 ? `; ${carried} entries are older than the journals and were kept` : '';
      console.log(`${service} is rebuilt from ${events} events in ${seconds.toFixed(1)} s${kept}.`);
      return;
    }
    if (events !== shown) console.log(`${events} events …`);
    shown = events;
    await setTimeout(lookEveryMs);
    if (Date.now() - signedInAt < signInEveryMs) continue;
    api = await signIn(values.url, process.env);
    signedInAt = Date.now();
  }
});
