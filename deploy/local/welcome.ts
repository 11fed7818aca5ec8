import type { Login } from './demo-data.ts';
import type { Marketplace } from './index.ts';

/**
 * Says what runs, where, and what to try next.
 *
 * @param marketplace what runs
 * @param about the accounts that are ready, and how long the start took in seconds
 * @returns the text
 */
export function welcome(marketplace: Marketplace, about: { logins: readonly Login[]; seconds: number }): string {
  const { url, mailUrl, choice, logs } = marketplace;
  const lines = [
    '',
    `Credenza is ready after ${about.seconds.toFixed(1)} s.`,
    '',
    `  Marketplace   ${url}`,
    `  API           ${url}/docs`,
    `  State         ${url}/system`,
    `  Mails         ${mailUrl}`,
    `  Raw logs      ${logs}`,
    ...section(
      'Ready accounts',
      about.logins.map(({ role, email, password }) => `${role.padEnd(13)} ${email}  ${password}`),
    ),
    ...section('Not running', [
      ...choice.left.map((name) => `${name.padEnd(13)} left out by --only`),
      ...choice.missing.map((name) => `${name.padEnd(13)} has no folder services/${name} yet`),
    ]),
    '',
    'Try next, in another terminal: npm run demo buys something and prints every event on its way.',
    'Events appear below as they happen. Ctrl-C ends everything; the data stays.',
    '',
  ];
  return lines.join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
