/** `npm run demo`: a buyer of the demo data buys something, and every step and event is printed as it happens. */
import { join, resolve } from 'node:path';
import { formatMoney } from '@credenza/contracts';
import { PlainError } from '../local/plain-error.ts';
import { signIn } from './accounts.ts';
import { buyers } from './logins.ts';
import { restAt } from './rest.ts';
import { buy } from './walk/buy.ts';
import { choose } from './walk/choose.ts';
import { readFlags, usage } from './walk/flags.ts';
import { mailboxOf } from './walk/mailbox.ts';

try {
  await main();
} catch (error) {
  console.error(error instanceof PlainError ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { url, product, help } = readFlags(process.argv.slice(2));
  if (help) return console.log(usage);
  await mustAnswer(url);
  const rest = restAt(url);
  const [account] = buyers;
  const buyer = account && (await signIn(rest, account));
  if (!buyer) throw new PlainError('The demo accounts are not there: start the marketplace once without --no-seed.');

  const [choice, mailbox] = await Promise.all([choose(rest, product, Math.random()), mailboxOf(url)]);
  const { page, variant, quantity } = choice;
  const about = [page.title, ...(page.variants.length > 1 ? [variant.title] : [])].join(', ');
  console.log(
    `\n${buyer.account.name} buys ${quantity} × ${about} at ${formatMoney(variant.price)} from ${page.sellerName}.\n`,
  );
  const data = process.env.CREDENZA_DATA || resolve(import.meta.dirname, '../../.credenza');
  const checks = await buy({
    rest,
    buyer,
    choice,
    mailbox,
    logs: join(data, 'logs'),
    print: (line) => console.log(line),
  });

  console.log(`\n${checks.map(({ kept, sentence }) => `  ${kept ? '✓' : '✗'} ${sentence}`).join('\n')}\n`);
  const broken = checks.filter(({ kept }) => !kept);
  if (broken.length > 0) {
    throw new PlainError(
      `${broken.length} of ${checks.length} promises were not kept; the logs of the services tell more.`,
    );
  }
}

async function mustAnswer(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/products?limit=1`, { signal: AbortSignal.timeout(10_000) }).catch(
    () => undefined,
  );
  if (!answer)
    throw new PlainError(`No marketplace answers at ${url}: start one with npm start, and leave it running.`);
  await answer.body?.cancel();
  if (!answer.ok)
    throw new PlainError(`The marketplace at ${url} is not ready yet (${answer.status}): try again in a moment.`);
}
