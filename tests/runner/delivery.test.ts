import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, makeWorld, startApp, type TestApp, type TestSidecar, type World } from './app-and-sidecar.ts';

/** The most that a killed sidecar may delay an event, counted from when its successor is ready. */
const afterKillMs = 15_000;
const topic = 'order.created';
const success = { body: { status: 'SUCCESS' } };
const event = (id: string) => ({
  specversion: '1.0',
  id,
  type: topic,
  source: 'order',
  subject: `ord_${id}`,
  correlationid: 'cor_1',
  version: 3,
  datacontenttype: 'application/json',
  data: { total: { amount: 1999, currency: 'EUR' } },
});

let world: World;
let app: TestApp;
let sidecar: TestSidecar;

beforeAll(async () => {
  world = await makeWorld(1_001);
});
beforeEach(async () => {
  await world.redis.flushdb();
  app = await startApp([topic]);
  sidecar = await world.sidecar('cart', app.port);
});
afterEach(async () => {
  await sidecar.kill();
  await app.close();
});
afterAll(() => world.close());

const deliveries = (id: string) =>
  app.received.filter(({ body }) => typeof body === 'object' && body !== null && 'id' in body && body.id === id);
const acknowledged = async () => (await world.pending(topic, 'cart')) === 0;

describe('the sidecar and the broker', () => {
  test('an event arrives as it was published, with the token that proves the sidecar', async () => {
    expect(await sidecar.publish(topic, event('1'))).toBe(204);
    await eventually(() => deliveries('1').length > 0);
    const [first] = deliveries('1');
    expect(first?.body).toMatchObject(event('1'));
    expect(first?.headers).toMatchObject({ 'dapr-api-token': 'a-token-for-these-tests' });
    await eventually(acknowledged);
  });

  test('a bulk of events arrives completely', async () => {
    const events = Array.from({ length: 50 }, (_, index) => event(`bulk-${index}`));
    expect(await sidecar.publishBulk('order.created', events)).toBe(204);
    await eventually(() => events.every(({ id }) => deliveries(id).length > 0));
    expect(deliveries('bulk-7')[0]?.body).toMatchObject(event('bulk-7'));
  });

  test('an event that is answered with 500 or RETRY comes again until it is taken', async () => {
    app.answer(() => {
      const before = deliveries('2').length;
      if (before > 3) return success;
      return before === 2 ? { body: { status: 'RETRY' } } : { status: 500 };
    });
    await sidecar.publish(topic, event('2'));
    await eventually(() => deliveries('2').length === 4);
    await eventually(acknowledged);
  });

  test('an event is not lost when its refusals outlast the processing timeout', async () => {
    const begun = Date.now();
    app.answer(() => (Date.now() - begun < 12_000 ? { status: 500 } : success));
    await sidecar.publish(topic, event('3'));
    await eventually(
      () => Date.now() - begun > 12_000 && deliveries('3').some(({ at }) => at - begun >= 12_000),
      28_000,
    );
    await eventually(acknowledged, 5_000);
  });

  test('an event waits for an app that does not listen', async () => {
    await app.close();
    await sidecar.publish(topic, event('4'));
    await eventually(async () => (await world.pending(topic, 'cart')) === 1);
    await app.open();
    await eventually(() => deliveries('4').length > 0);
    await eventually(acknowledged);
  });

  test('an event whose handler runs while the sidecar is killed comes again within 15 s', async () => {
    app.answer(() => 'never');
    await sidecar.publish(topic, event('5'));
    await eventually(() => deliveries('5').length === 1);
    await sidecar.kill();
    app.answer(() => success);
    await sidecar.start();
    await eventually(() => deliveries('5').length > 1, afterKillMs);
    await eventually(acknowledged);
  });

  test('an event in the middle of its retries comes again within 15 s after the sidecar is killed', async () => {
    app.answer(() => ({ body: { status: 'RETRY' } }));
    await sidecar.publish(topic, event('6'));
    await eventually(() => deliveries('6').length >= 3);
    await sidecar.kill();
    const before = deliveries('6').length;
    app.answer(() => success);
    await sidecar.start();
    await eventually(() => deliveries('6').length > before, afterKillMs);
    await eventually(acknowledged);
  });

  test('a 404 drops the event, which is why nothing under /events may answer it', async () => {
    app.answer(() => ({ status: 404 }));
    await sidecar.publish(topic, event('7'));
    await eventually(() => deliveries('7').length === 1);
    await eventually(acknowledged);
    app.answer(() => success);
    await sidecar.publish(topic, event('8'));
    await eventually(() => deliveries('8').length === 1);
    expect(deliveries('7')).toHaveLength(1);
  });
});
