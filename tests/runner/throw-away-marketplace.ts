import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderDaprYaml } from '../../deploy/local/dapr-yaml.ts';
import { type Marketplace, up } from '../../deploy/local/index.ts';
import type { Shown } from '../../deploy/local/log-line.ts';
import { isFree } from '../../deploy/local/tcp.ts';

const repository = resolve(import.meta.dirname, '../..');
const listed = { auth: { port: 4001 }, order: { port: 4004 }, payment: { port: 4005 } };

/** A service in a dozen lines: ready at once, subscribed to one event, logs what it takes. */
const service = `
import { createServer } from 'node:http';
const reply = { '/dapr/subscribe': [{ pubsubname: 'pubsub', topic: 'order.created', route: '/events/order.created' }] };
createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url === '/environment') return response.end(JSON.stringify(process.env));
  if (request.url === '/crash') process.exit(7);
  if (request.url.startsWith('/events/')) {
    console.log(JSON.stringify({ level: 30, kind: 'event', direction: 'in', event: 'order.created', subject: 'ord_1', ms: 3 }));
    return response.end('{"status":"SUCCESS"}');
  }
  response.end(JSON.stringify(reply[request.url] ?? {}));
}).listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
`;

/** A folder that looks like the repository, with throw-away services. */
export interface ThrowAway {
  root: string;
  data: string;
  base: number;
  lines: { name: string; line: Shown }[];
  start(options?: Partial<Parameters<typeof up>[0]>): Promise<Marketplace>;
  remove(): Promise<void>;
}

/**
 * @param names the services that have a folder; dapr.yaml lists auth, order and payment
 * @returns the folder, with a free range of ports
 */
export async function throwAway(names: readonly string[] = ['auth', 'order', 'payment']): Promise<ThrowAway> {
  const root = await mkdtemp(join(tmpdir(), 'credenza-root-'));
  await cp(join(repository, 'components'), join(root, 'components'), { recursive: true });
  await writeFile(join(root, 'dapr.yaml'), renderDaprYaml(listed));
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  for (const name of names) {
    await mkdir(join(root, 'services', name, 'src'), { recursive: true });
    await writeFile(join(root, 'services', name, 'src/server.ts'), service);
  }
  const data = join(root, 'data');
  const base = await freeRange();
  const lines: ThrowAway['lines'] = [];
  return {
    root,
    data,
    base,
    lines,
    start: (options) => up({ root, data, base, show: (name, line) => lines.push({ name, line }), ...options }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/**
 * @returns the base of a range whose ports are free, far from those of a marketplace that somebody uses at the same time
 */
export async function freeRange(): Promise<number> {
  for (;;) {
    const base = 21_000 + 500 * Math.floor(Math.random() * 20);
    const probes = [0, 1, 4, 5, 90, 91, 92, 93, 94, 101, 104, 105, 204, 304, 404].map((offset) =>
      isFree(base + offset),
    );
    if ((await Promise.all(probes)).every(Boolean)) return base;
  }
}
