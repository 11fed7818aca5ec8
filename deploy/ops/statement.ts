/**
 * `npm run statement -- [file.csv] [--provider stripe] [--since 24h]`: compares a payment provider's statement with our books and prints
 * every difference; without a file it asks the provider (by default the sandbox). Ends with 1 when there is a difference.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { PlainError, program, signIn, since } from './admin-api.ts';

const Side = z.object({ amount: z.int().optional(), currency: z.string().optional(), state: z.string() }).optional();
const Report = z.object({
  rows: z.int(),
  matched: z.int(),
  nearTheEdge: z.int(),
  differing: z.int(),
  differences: z.array(
    z.object({
      what: z.string(),
      type: z.string().optional(),
      key: z.string().optional(),
      ours: Side,
      theirs: Side,
      line: z.int().optional(),
      detail: z.string().optional(),
    }),
  ),
});

await program(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://localhost:4000' },
      since: { type: 'string', default: '24h' },
      until: { type: 'string' },
      provider: { type: 'string' },
    },
  });
  const until = values.until ?? new Date().toISOString();
  const period = new URLSearchParams({ since: since(values.since), until });
  const api = await signIn(values.url, process.env);
  const [file] = positionals;
  const provider = values.provider ?? (file === undefined ? 'sandbox' : undefined);
  const asked = `/api/payments/admin/${encodeURIComponent(provider ?? '')}/statement?${period}`;
  const csv = file === undefined ? await api.text(asked) : await textOf(file);
  if (provider !== undefined) period.set('provider', provider);
  const report = Report.parse(await api.upload(`/api/payments/admin/reconciliations?${period}`, csv, 'text/csv'));
  for (const { what, type = '', key = '', ours, theirs, line, detail } of report.differences) {
    const sides = [ours && `ours ${said(ours)}`, theirs && `theirs ${said(theirs)}`, line && `line ${line}`, detail];
    console.error([what, type, key, ...sides.filter(Boolean)].join('  '));
  }
  console.log(
    `${report.rows} lines, ${report.matched} agree, ${report.differing} differ; ${report.nearTheEdge} of our postings are too near the period's edge to tell.`,
  );
  if (report.differing > 0) process.exitCode = 1;
});

function said({ amount, currency = '', state }: NonNullable<z.infer<typeof Side>>): string {
  return `${state}${amount === undefined ? '' : ` ${amount} ${currency}`}`;
}

async function textOf(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => {
    throw new PlainError(`The file ${file} cannot be read.`);
  });
}
