/** `npm start`: runs the marketplace until Ctrl-C. */
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { dataFolder } from './data-folder.ts';
import { demoLogins, seedOnce } from './demo-data.ts';
import { readFlags, usage } from './flags.ts';
import { type Marketplace, PlainError, up } from './index.ts';
import { makeTerminal } from './terminal.ts';
import { welcome } from './welcome.ts';

const begun = performance.now();
const root = resolve(import.meta.dirname, '../..');
const coloured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const terminal = makeTerminal(
  (text) => process.stdout.write(text),
  coloured,
  () => new Date(),
);
const say = (text: string) => terminal.show('credenza', { time: '', text, tone: 'plain' });
process.stdout.on('error', () => {}); // the terminal has gone; the signal that says so comes, too

let marketplace: Promise<Marketplace> | undefined;
let ending = false;
const breakOff = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(signal));

try {
  await main();
} catch (error) {
  if (!ending) await fail(error);
}

async function main(): Promise<void> {
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) return console.log(usage);
  const data = dataFolder(process.env.CREDENZA_DATA || resolve(root, '.credenza'));
  marketplace = up({
    data: data.path,
    base: flags.base,
    only: flags.services ? flags.only : [],
    reset: flags.reset,
    verbose: flags.verbose,
    show: terminal.show,
    signal: breakOff.signal,
  });
  const running = await marketplace;
  const complete = running.choice.left.length === 0 && running.choice.missing.length === 0;
  terminal.showEvents(false); // the demo data causes thousands
  const seeded = flags.seed && complete && !ending && (await seedOnce(running.url, data, say));
  terminal.showEvents(true);
  const seconds = (performance.now() - begun) / 1_000;
  if (!ending) process.stdout.write(welcome(running, { logins: seeded ? await demoLogins() : [], seconds }));
}

/** Twice the same signal is normal: a terminal sends Ctrl-C to npm and to us, and npm passes it on. */
async function end(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): Promise<void> {
  if (ending) return;
  ending = true;
  say('Stopping …');
  breakOff.abort();
  setTimeout(() => process.exit(1), 12_000); // a process that cannot be ended; the next start tries again
  const running = await marketplace?.catch(() => undefined);
  await running?.stop();
  say(running ? 'Everything has ended; the data is kept.' : 'The start was broken off; nothing is left running.');
  process.exit(running ? 0 : 128 + constants.signals[signal]);
}

async function fail(error: unknown): Promise<void> {
  ending = true;
  const sentence = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${sentence}\n`);
  if (!(error instanceof PlainError) && error instanceof Error && process.argv.includes('--verbose')) {
    process.stderr.write(`${error.stack}\n`);
  }
  const running = await marketplace?.catch(() => undefined);
  await running?.stop();
  process.exit(1);
}
