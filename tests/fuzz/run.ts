/**
 * `npm run test:fuzz`: asks every operation of the OpenAPI for things that nobody would ask for, as a buyer, a seller, an admin and a stranger.
 * Fails on any 5xx, on any status or body that the OpenAPI does not describe, and when somebody who had signed in was only ever
 * told to sign in, or a stranger was let in. Words after `--` go to the generator, which is schemathesis (PyPI), kept in the cache.
 */
import { type Person, startWorld, type World } from '../journeys/world.ts';
import { countAnswers, type Operation, operationsOf } from './operations.ts';
import { fuzz, prepare } from './schemathesis.ts';

/** They end the session of whoever calls them, so each gets a session of its own. */
const endings = new Set([
  'POST /api/auth/logout',
  'POST /api/auth/logout-everywhere',
  'POST /api/auth/password',
  'DELETE /api/auth/sessions/:sessionId',
]);

/** Options for the generator, such as `--include-path /api/orders/{orderId}`. */
const words = process.argv.slice(2);
let passed = 0;
let failed = 0;
function count(ok: boolean, what?: string): void {
  if (ok) passed += 1;
  else failed += 1;
  if (!ok && what) console.error(what);
}

/** Who asks, and how to sign in as that; the stranger does not. */
interface Role {
  name: string;
  signIn?: () => Promise<Person>;
}

/**
 * Asks all operations as somebody. A token lives ten minutes, so everybody signs in anew for each service.
 *
 * @param role who asks
 * @param operations the operations
 * @param world where
 */
async function fuzzAs({ name: role, signIn }: Role, operations: Operation[], world: World): Promise<void> {
  const last = operations.filter(({ name }) => endings.has(name));
  const spared = last.map(({ id }) => `--exclude-operation-id=${id}`);
  const selections = [
    ...[...new Set(operations.map(({ service }) => service))].map((service) => ({
      what: service,
      options: [`--include-tag=${service}`, ...spared],
    })),
    ...last.map(({ id, name }) => ({ what: name, options: [`--include-operation-id=${id}`] })),
  ];
  const before = await countAnswers(world);
  for (const { what, options } of words.length > 0 ? [{ what: words.join(' '), options: words }] : selections) {
    console.log(`\n— ${what} as ${role}`);
    count(await fuzz(world.url, options, (await signIn?.())?.token));
  }
  if (words.length > 0) return; // not everything was asked for
  const after = await countAnswers(world);
  for (const { name } of operations.filter(({ guarded }) => guarded)) {
    const letIn = (after.get(name) ?? 0) > (before.get(name) ?? 0);
    if (signIn) count(letIn, `${name} has told the ${role} nothing but 401: the run has proved nothing about it.`);
    else count(!letIn, `${name} has let a stranger in.`);
  }
}

const missing = prepare();
if (missing !== undefined) {
  console.error(missing);
  process.exit(1);
}
const world = await startWorld({ LOG_LEVEL: 'warn' });
try {
  const operations = await operationsOf(world);
  for (const name of endings)
    count(
      operations.some((one) => one.name === name),
      `There is no ${name} any more.`,
    );
  const seller = await world.person('seller');
  await Promise.all(Array.from({ length: 5 }, () => world.offer(seller, 100)));
  await fuzzAs({ name: 'buyer', signIn: () => world.person('buyer') }, operations, world);
  await fuzzAs({ name: 'seller', signIn: () => world.person('seller') }, operations, world);
  await fuzzAs({ name: 'admin', signIn: () => world.admin() }, operations, world);
  await fuzzAs({ name: 'stranger' }, operations, world);
} finally {
  await world.stop();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
