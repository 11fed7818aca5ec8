import {
  newId,
  productUpdated,
  ReviewId,
  reviewPublished,
  reviewRejected,
  reviewSubmitted,
  UserId,
} from '@credenza/contracts';
import { type Running, startService } from '@credenza/service-kit';
import { eventually, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { product, type Told } from './samples.ts';

let kit: Harness<Context>;
let other: Running<Context>;

beforeAll(async () => {
  kit = await startForTest(service, { env: { REFRESH_MS: '100' } });
  other = await startService(service, {
    env: { ...kit.env, REFRESH_MS: '100', PORT: '0', DAPR_HTTP_PORT: String(kit.sidecar.httpPort) },
    keys: kit.keys,
  });
});
afterAll(async () => {
  await other?.stop();
  await kit?.stop();
});

const tell = async (told: Told, version: number) =>
  expect((await kit.deliver(productUpdated.of(told), { version })).status).toBe('SUCCESS');
/** What each replica finds. */
const found = async (text: string) =>
  await Promise.all(
    [kit.running.context, other.context].map(async ({ knowledge }) =>
      (await knowledge.search({ text, audience: 'buyer', limit: 20 })).map(({ passage }) => passage),
    ),
  );

describe('two replicas on one state store', () => {
  test('both show a new price within 5 seconds of the change, though one alone was told', async () => {
    const chest = product({ title: 'Verdigris chest', price: 10_000 });
    await tell(chest, 1);
    const dear = {
      ...chest,
      variants: chest.variants.map((one) => ({ ...one, price: { amount: 12_300, currency: 'EUR' } })),
    };
    await tell(dear, 2);
    await eventually(
      async () =>
        (await found('verdigris chest')).every((passages) =>
          passages.some(({ ref, product }) => ref === chest.productId && product?.priceMin === 12_300),
        ),
      5_000,
    );
  });

  test('neither finds a deleted product, nor brings a late event it back', async () => {
    const chest = product({ title: 'Cinnabar chest' });
    await tell(chest, 1);
    await eventually(async () =>
      (await found('cinnabar')).every((all) => all.some(({ ref }) => ref === chest.productId)),
    );
    await tell({ ...chest, status: 'deleted' }, 3);
    await tell(chest, 2);
    await eventually(async () =>
      (await found('cinnabar')).every((all) => all.every(({ ref }) => ref !== chest.productId)),
    );
    await other.context.knowledge.store.refresh();
    expect((await found('cinnabar chest')).flat().filter(({ ref }) => ref === chest.productId)).toEqual([]);
  });

  test('what reviews say is found with its product, and follows moderation', async () => {
    const desk = product({ title: 'Malachite desk' });
    await tell(desk, 1);
    const facts = {
      reviewId: newId(ReviewId),
      productId: desk.productId,
      productTitle: desk.title,
      sellerId: desk.sellerId,
      buyerId: newId(UserId),
      rating: 5,
    };
    const said = async () =>
      (await found('malachite desk xylophonic')).map((all) =>
        all
          .filter(({ source, ref }) => source === 'reviews' && ref === desk.productId)
          .map(({ text }) => text)
          .join(),
      );
    await kit.deliver(reviewPublished.of({ ...facts, title: 'A xylophonic joy', text: 'Solid and beautiful.' }), {
      version: 2,
    });
    await eventually(async () => (await said()).every((text) => text.includes('xylophonic')));
    expect(JSON.stringify(await said())).not.toContain(facts.buyerId);
    await tell({ ...desk, status: 'archived' }, 2);
    await eventually(async () => (await said()).every((text) => text === ''));
    await tell(desk, 3);
    await eventually(async () => (await said()).every((text) => text.includes('xylophonic')));
    await kit.deliver(reviewSubmitted.of(facts), { version: 3 });
    await eventually(async () => (await said()).every((text) => text === ''));
    await kit.deliver(reviewPublished.of({ ...facts, title: 'A xylophonic pity', text: 'It wobbles.' }), {
      version: 4,
    });
    await eventually(async () => (await said()).every((text) => text.includes('pity')));
    await kit.deliver(reviewRejected.of({ ...facts, reason: 'rude' }), { version: 5 });
    await eventually(async () => (await said()).every((text) => text === ''));
  });
});
