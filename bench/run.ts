/**
 * `npm run bench`: what the marketplace does per second, beside what bare parts do on the same machine in the same run.
 * Machines and moments differ; the ratios are what counts. BENCH_SECONDS: how long each figure is measured. BENCH_GROWTH: up to how
 * many products the catalogue then grows, 0 for not at all. BENCH_KNOWLEDGE: over how many products the assistant's index is built.
 */
import { startWorld } from '../tests/journeys/world.ts';
import { meterOf } from './cpu.ts';
import { knowledgeLine, measureKnowledge } from './knowledge.ts';
import { memoryOf } from './memory.ts';
import { measureReads } from './reads.ts';
import { report } from './report.ts';
import { growth } from './scale.ts';
import { inviteBuyers, openShop } from './shop.ts';
import { createdToPaid, measureWrites } from './writes.ts';

const seconds = Number(process.env.BENCH_SECONDS ?? 8);
const later = Number(process.env.BENCH_GROWTH ?? 50_000);
const known = Number(process.env.BENCH_KNOWLEDGE ?? 100_000);
const connections = 32;
const products = 1_000;
const say = (text: string) => console.log(text);

say(`Starting a marketplace with ${products} products …`);
// Passwords cost what they cost in production.
const world = await startWorld({ ARGON2_MEMORY_KIB: undefined, ARGON2_PASSES: undefined });
try {
  const { processes } = world.market;
  const meter = meterOf(processes);
  const shop = await openShop(world, products);
  const nameOf = (name: string, pid?: number) => (pid === process.pid ? 'runner and this bench' : name);
  const memory = [...processes].map(([name, { pid }]) => ({ name: nameOf(name, pid), ...memoryOf(pid ?? 0) }));
  say('Product page, list, search …');
  const reads = await measureReads(world, shop, { connections, seconds, meter });
  say('Cart, login, checkout …');
  await inviteBuyers(world, shop, 160);
  const writes = await measureWrites(world, shop, { seconds, meter });
  const wait = await createdToPaid(world);
  const sizes =
    later > products ? await growth(world, await world.person('seller'), { now: products, later }, say) : [];
  for (const line of report({ rows: [...reads, ...writes], wait, memory, sizes }, connections)) say(line);
} finally {
  await world.stop();
}
if (known > 0) say(knowledgeLine(await measureKnowledge(known)));
