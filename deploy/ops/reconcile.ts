/**
 * `npm run reconcile -- [--since 24h] [--service order]`: publishes the journals' events again, for when the broker has
 * lost some; what a consumer has handled already changes nothing. The exit code is 1 when the broker did not take all of them,
 * or a service did not answer.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { inEach, prefixOf, program, signIn, since, withApi } from './admin-api.ts';

const Outcome = z.object({ published: z.int(), failed: z.int() });

await program(async () => {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://localhost:4000' },
      since: { type: 'string', default: '24h' },
      service: { type: 'string' },
    },
  });
  const from = since(values.since);
  const api = await signIn(values.url, process.env);
  const unanswered = await inEach(values.service ? [values.service] : withApi(), async (name) => {
    const answer = await api.call('POST', `${prefixOf(name)}/admin/events/republish`, { since: from });
    const { published, failed } = Outcome.parse(answer);
    console.log(`${name}: ${published} events published again`);
    if (failed === 0) return;
    console.error(`${name}: ${failed} events were not taken by the broker; run it again`);
    process.exitCode = 1;
  });
  if (unanswered > 0) process.exitCode = 1;
});
