/** `npm run dead-letters -- [service] [show|replay|discard <id>|replay-all]`: events that a consumer could not handle. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type AdminApi, inEach, inOneLine, PlainError, prefixOf, program, signIn, withApi } from './admin-api.ts';

const Page = z.object({
  items: z.array(
    z.object({
      deadLetterId: z.string(),
      type: z.string(),
      subject: z.string(),
      attempts: z.int(),
      error: z.string(),
      lastFailedAt: z.string(),
    }),
  ),
  nextCursor: z.string().optional(),
});

async function* letters(api: AdminApi, prefix: string) {
  let cursor: string | undefined;
  do {
    const page = Page.parse(
      await api.call('GET', `${prefix}/admin/dead-letters?limit=100${cursor ? `&cursor=${cursor}` : ''}`),
    );
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor);
}

await program(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string', default: 'http://localhost:4000' } },
  });
  const [service, act = 'list', id] = positionals;
  const api = await signIn(values.url, process.env);
  if (act === 'list') {
    const failed = await inEach(service ? [service] : withApi(), async (name) => {
      for await (const one of letters(api, prefixOf(name))) {
        console.log(
          `${name}  ${one.deadLetterId}  ${one.type}  ${one.subject}  ${one.attempts} attempts, last ${one.lastFailedAt}: ${inOneLine(one.error)}`,
        );
      }
    });
    if (failed > 0) process.exitCode = 1;
    return;
  }
  const prefix = prefixOf(service);
  if (act === 'replay-all') {
    let count = 0;
    for await (const one of letters(api, prefix)) {
      await api.call('POST', `${prefix}/admin/dead-letters/${one.deadLetterId}/replay`);
      count += 1;
    }
    console.log(`${count} handed to their consumers again.`);
    return;
  }
  if (!id) throw new PlainError('Say which: npm run dead-letters -- order replay evt_…');
  const path = `${prefix}/admin/dead-letters/${encodeURIComponent(id)}`;
  if (act === 'show') console.log(JSON.stringify(await api.call('GET', path), null, 2));
  else if (act === 'replay') {
    await api.call('POST', `${path}/replay`);
    console.log('Handed to its consumer again.');
  } else if (act === 'discard') {
    await api.call('DELETE', path);
    console.log('Discarded.');
  } else throw new PlainError('Known acts are list, show, replay, replay-all and discard.');
});
