/**
 * `npm run ledger:check -- [--url mongodb://…] [--db credenza_payment]`: checks the ledger in a database, without a service, only
 * reading; ends with 1 when something is not as it must be.
 */
import { parseArgs } from 'node:util';
import { formatAmount } from '@credenza/contracts';
import { createConnection } from 'mongoose';
import { checkLedger } from '../../services/payment/src/ledger-check.store.ts';
import { PlainError, program } from './admin-api.ts';

await program(async () => {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: process.env.MONGO_URL ?? 'mongodb://127.0.0.1:4090/?directConnection=true' },
      db: { type: 'string', default: 'credenza_payment' },
    },
  });
  const db = await createConnection(values.url, { dbName: values.db, serverSelectionTimeoutMS: 5_000 })
    .asPromise()
    .catch((error: unknown) => {
      throw new PlainError(`The database is out of reach: ${error instanceof Error ? error.message : String(error)}`);
    });
  try {
    const known = (await db.listCollections()).map(({ name }) => name);
    if (!known.includes('payments')) throw new PlainError(`There are no payments in ${values.db}; name another --db.`);
    const { postings, orders, payouts, totals, findings } = await checkLedger(db, new Date());
    console.log(`${postings} postings, ${orders} orders, ${payouts} payouts`);
    for (const { currency, account, amount } of totals)
      console.log(`  ${account.padEnd(18)} ${formatSigned(amount, currency).padStart(16)} ${currency}`);
    for (const { what, id, detail } of findings) console.error(`${what}  ${id}  ${detail}`);
    console.log(findings.length === 0 ? 'The ledger is as it must be.' : `${findings.length} differences.`);
    if (findings.length > 0) process.exitCode = 1;
  } finally {
    await db.close();
  }
});

function formatSigned(amount: number, currency: string): string {
  return `${amount < 0 ? '-' : ''}${formatAmount(Math.abs(amount), currency)}`;
}
