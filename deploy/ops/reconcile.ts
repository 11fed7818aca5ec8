/**
 * `npm run reconcile -- [--since 24h] [--service order]`: publishes the journals' events again, for when the broker has
 * lost some; what a consumer has handled already changes nothing.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { prefixOf, program, signIn, since, withApi } from './admin-api.ts';

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
  for (const name of values.service ? [values.service] : withApi()) {
    const answer = await api.call('POST', `${prefixOf(name)}/admin/events/republish`, { since: from });
    console.log(`${name}: ${z.object({ published: z.int() }).parse(answer).published} events published again`);
  }
});
