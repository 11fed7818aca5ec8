import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
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
  const { base, release } = await freeRange();
  const lines: ThrowAway['lines'] = [];
  return {
    root,
    data,
    base,
    lines,
    start: (options) => up({ root, data, base, show: (name, line) => lines.push({ name, line }), ...options }),
    async remove() {
      release();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Ports for one marketplace. */
export interface Range {
  base: number;
  /** Lets others have it. */
  release(): void;
}

/**
 * @returns a range whose ports are free, far from those of a marketplace that somebody uses; no other test gets it as long
 *   as it is held, even while its marketplace is down
 */
export async function freeRange(): Promise<Range> {
  for (;;) {
    const base = 10_000 + 500 * Math.floor(Math.random() * 42);
    const held = createServer();
    const ours = await new Promise<boolean>((resolve) => {
      held.once('error', () => resolve(false)).listen(base + 499, '127.0.0.1', () => resolve(true));
    });
    if (!ours) continue;
    const offsets = [0, 1, 4, 5, 7, 90, 91, 92, 93, 94, 101, 104, 105, 204, 304, 404];
    const free = await Promise.all(offsets.map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return { base, release: () => void held.close() };
    held.close();
  }
}
