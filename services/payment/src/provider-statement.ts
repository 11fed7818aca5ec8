import { Amount, Currency } from '@credenza/contracts';
import { z } from 'zod';

/** The columns of a provider's statement, in the order in which the sandbox writes them; others are ignored. */
export const columns = ['type', 'key', 'amount', 'currency', 'state', 'at'] as const;

/** One line of a provider's statement: what it has done under a key of ours, and how that stands. */
export const StatementRow = z.discriminatedUnion('type', [
  z.object({ type: z.literal('charge'), state: z.literal('charged') }).extend(facts()),
  z.object({ type: z.literal('fee'), state: z.literal('charged') }).extend(facts()),
  z.object({ type: z.literal('refund'), state: z.literal('refunded') }).extend(facts()),
  z.object({ type: z.literal('payout'), state: z.enum(['sent', 'settled', 'returned']) }).extend(facts()),
  // What we have not caused, such as a dispute: the state is the provider's word for it.
  z.object({ type: z.literal('other'), state: z.string().regex(/^[\w.-]{1,100}$/) }).extend(facts()),
]);
export type StatementRow = z.infer<typeof StatementRow>;

function facts() {
  return {
    /** The idempotency key: the payment of a charge and its fee, the refund, the payout. */
    key: z.string().min(1).max(100),
    amount: z.coerce.number().pipe(Amount),
    currency: Currency,
    at: z.iso.datetime(),
  };
}

/** A line that cannot be read. */
export interface Unreadable {
  line: number;
  why: string;
}

/**
 * Reads a statement as it arrives.
 *
 * @param chunks the bytes of a CSV file in UTF-8, whose first line names the columns
 * @returns a row or what is wrong, for every line but the first
 */
export async function* readStatement(chunks: AsyncIterable<Buffer>): AsyncGenerator<StatementRow | Unreadable> {
  let names: string[] | undefined;
  let line = 0;
  for await (const text of linesOf(chunks)) {
    line += 1;
    const fields = fieldsOf(text);
    if (names === undefined) {
      names = fields;
      const missing = columns.filter((column) => !fields.includes(column));
      if (missing.length > 0) yield { line, why: `The columns ${missing.join(', ')} are missing.` };
      continue;
    }
    if (text.trim() === '') continue;
    const row = StatementRow.safeParse(Object.fromEntries(names.map((name, i) => [name, fields[i]])));
    if (row.success) yield row.data;
    else yield { line, why: row.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') };
  }
}

/**
 * Writes a statement.
 *
 * @param rows its lines
 * @returns the text of the CSV file, piece by piece
 */
export async function* writeStatement(rows: AsyncIterable<StatementRow>): AsyncGenerator<string> {
  yield `${columns.join(',')}\n`;
  for await (const row of rows) yield `${columns.map((column) => row[column]).join(',')}\n`;
}

/** A line longer than this is none of ours. */
const longest = 10_000;

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(0, longest);
    yield* lines.map((line) => line.replace(/\r$/, ''));
  }
  if (rest !== '') yield rest;
}

/** Fields may stand in quotes, with a quote inside written twice. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.trim(),
  );
}
