import { type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { Naive } from './naive.ts';
import { diceOf, Simulation } from './simulate.ts';
import { asking, bringBadly, everyPage } from './support.ts';

const start = new Date('2026-03-26T09:00:00Z');
const now = new Date('2026-04-05T12:00:00Z');
let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startForTest(service, { now: () => now });
});
afterAll(() => kit?.stop());

/** The summer time begins on 29 March in Berlin; Kathmandu is 5 hours and 45 minutes ahead. */
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia'];
const byId = <Item>(items: Item[], id: (item: Item) => string) =>
  Object.fromEntries(items.map((one) => [id(one), one]));

describe('whatever happens, and in whatever order events come, late or twice', () => {
  test('every figure is what the bare list of events says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.constantFrom(...zones), async (seed, disorder, tz) => {
        const simulation = new Simulation(diceOf(seed), start);
        simulation.run(70);
        const { events, shops } = simulation;
        await bringBadly(kit, events, diceOf(disorder));
        for (const { sellerId } of shops) {
          const { authorization } = await kit.user('seller', { sub: sellerId });
          const get = asking(kit, authorization);
          const naive = new Naive(events, sellerId);
          for (const span of [
            { from: '2026-03-20', to: '2026-04-05', tz },
            { from: '2026-03-29', to: '2026-03-30', tz },
          ]) {
            const range = `from=${span.from}&to=${span.to}&tz=${tz}`;
            const overview = await get(`/overview?${range}`);
            expect(overview.now).toEqual(naive.figures(span));
            const { from, to } = overview.previous;
            expect(overview.before).toEqual(naive.figures({ from, to, tz }));
            expect((await get(`/days?${range}`)).items).toEqual(naive.days(span));
            const countries: { country: string | null }[] = (await get(`/countries?${range}`)).items;
            expect(byId(countries, ({ country }) => String(country))).toEqual(naive.countries(span));
            for (const by of ['sales', 'views', 'returns']) {
              const ranked = await everyPage<{ productId: string }>(get, `/products?${range}&by=${by}`);
              expect(byId(ranked, ({ productId }) => productId)).toEqual(naive.products(span));
            }
          }
          const open = await everyPage<{ orderId: string; left: number }>(get, '/orders?');
          expect(Object.fromEntries(open.map(({ orderId, left }) => [orderId, left]))).toEqual(naive.open());
          const cover = await everyPage<{ variantId: string; available: number; sold: number; days: number }>(
            get,
            '/stock?',
          );
          expect(
            Object.fromEntries(
              cover.map(({ variantId, available, sold, days }) => [variantId, { available, sold, days }]),
            ),
          ).toEqual(naive.cover(now));
          const balance = naive.balance();
          expect((await get('/balance')).items).toEqual(
            balance ? [expect.objectContaining({ pending: balance.pending, available: balance.available })] : [],
          );
        }
      }),
      { numRuns: 12 },
    );
  }, 180_000);
});
