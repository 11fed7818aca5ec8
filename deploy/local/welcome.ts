import { relative } from 'node:path';
import { services } from '@credenza/contracts';
import type { Login } from './demo-data.ts';
import type { Marketplace } from './index.ts';
import { servicePorts } from './ports.ts';

/**
 * Says what runs, where, and what to try next.
 *
 * @param marketplace what runs
 * @param about the accounts that are ready, and how long the start took in seconds
 * @returns the text
 */
export function welcome(marketplace: Marketplace, about: { logins: readonly Login[]; seconds: number }): string {
  const { mailUrl, choice, logs } = marketplace;
  if (choice.apps.length === 0) return partsWelcome(marketplace, about.seconds);
  const lines = [
    '',
    `Credenza is ready after ${about.seconds.toFixed(1)} s.`,
    '',
    ...addresses(marketplace),
    `  Mails         ${mailUrl}`,
    `  Raw logs      ${logs}`,
    ...section(
      'Ready accounts',
      about.logins.map(({ role, email, password }) => `${role.padEnd(13)} ${email.padEnd(29)}  password: ${password}`),
    ),
    ...section('Not running', [
      ...choice.left.map((name) => `${name.padEnd(16)} left out by --only`),
      ...choice.missing.map((name) => `${name.padEnd(16)} has no folder services/${name} yet`),
    ]),
    '',
    ...(choice.left.length + choice.missing.length === 0
      ? ['Try next, in another terminal: npm run demo buys something and prints every event on its way.']
      : []),
    'Events appear below as they happen. Ctrl-C ends everything; the data stays.',
    '',
  ];
  return lines.join('\n');
}

/** The one address to open; without the storefront, which stands there, each service's own. */
function addresses({ url, choice, ports }: Marketplace): string[] {
  if (choice.apps.some(({ appID }) => appID === 'storefront'))
    return [`  Marketplace   ${url}`, `  API           ${url}/docs`, `  State         ${url}/system`];
  const prefixes = new Map<string, readonly string[]>(
    Object.entries(services).map(([name, one]) => [name, one.prefixes]),
  );
  return choice.apps.map(({ appID, appPort }) => {
    const own = `http://localhost:${servicePorts(appPort, ports.base).app}`;
    return `  ${appID.padEnd(13)} ${own}${prefixes.get(appID)?.[0] ?? ''}`;
  });
}

function partsWelcome(marketplace: Marketplace, seconds: number): string {
  const { mailUrl, ports, processes, daprRunEnvironment, logs } = marketplace;
  const place = (name: string, port: number) => (processes.has(name) ? `127.0.0.1:${port}` : 'a server of your own');
  const lines = [
    '',
    `MongoDB, Redis and the mail catcher are ready after ${seconds.toFixed(1)} s.`,
    '',
    `  MongoDB   ${place('mongod', ports.mongod)}`,
    `  Redis     ${place('redis', ports.redis)}`,
    `  Mails     ${mailUrl}`,
    `  Raw logs  ${logs}`,
    '',
    'The services are yours to start, in another terminal and in the folder of dapr.yaml:',
    `  (set -a; . ${relative(process.cwd(), daprRunEnvironment)}; dapr run -f dapr.yaml)`,
    'Ctrl-C ends everything; the data stays.',
    '',
  ];
  return lines.join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
