import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CartId, LiveMessage, newId, OrderId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue } from '../../deploy/demo/catalogue.ts';
import { history } from '../../deploy/demo/history.ts';
import { until } from '../../deploy/demo/walk/checks.ts';
import { readFlags } from '../../deploy/demo/walk/flags.ts';
import { inOrder } from '../../deploy/demo/walk/in-order.ts';
import { type EventLine, eventIn, follow } from '../../deploy/demo/walk/journal.ts';
import { eventStep, lineOf, liveStep, piecesOf, restStep, type Step } from '../../deploy/demo/walk/tell.ts';

const began = Date.parse('2026-11-23T10:00:00.000Z');
const line: EventLine = {
  kind: 'event',
  time: '2026-11-23T10:00:00.120Z',
  service: 'payment',
  direction: 'in',
  event: 'order.created',
  subject: 'ord_1',
  ms: 20,
  outcome: 'handled',
  correlationId: 'demo-1',
};

describe('what is told of an event', () => {
  test('is from whom to whom, what, when it began and how long it took', () => {
    expect(lineOf(eventStep(line, began))).toBe(
      '  +   100 ms  event  order → payment            order.created       handled in 20 ms',
    );
    const out: EventLine = { ...line, service: 'order', direction: 'out', outcome: 'published' };
    expect(eventStep(out, began).what).toMatch(/^order → +order\.created +published$/);
  });

  test('does not hide that a handler failed', () => {
    expect(eventStep({ ...line, outcome: 'failed' }, began).what).toMatch(/failed, will be tried again$/);
  });

  test('names a message on the socket by its content', () => {
    const at = '2026-11-23T10:00:00.000Z';
    const order = { orderId: newId(OrderId), status: 'paid', version: 2 };
    const paid = LiveMessage.parse({ seq: 1, at, kind: 'order', ...order });
    expect(liveStep(paid, 5)).toEqual({ at: 5, by: 'live', what: expect.stringMatching(/order +paid$/) });
    const cart = { cartId: newId(CartId), version: 1, currency: 'EUR', lines: [], subtotal: 0 };
    expect(liveStep(LiveMessage.parse({ seq: 2, at, kind: 'cart', cart }), 5).what).toMatch(/cart +empty$/);
    expect([piecesOf(1), piecesOf(2)]).toEqual(['1 piece', '2 pieces']);
  });
});

describe('the order of telling', () => {
  test('is the order of happening, not of hearing', () => {
    const told: number[] = [];
    const story = inOrder((step) => told.push(step.at));
    for (const at of [30, 10, 20]) story.add(restStep('GET', '/', at, ''));
    story.end();
    expect(told).toEqual([10, 20, 30]);
  });

  test('does not wait for the end', async () => {
    const told: Step[] = [];
    const story = inOrder((step) => told.push(step), 10);
    story.add(restStep('POST', '/api/orders', 1, 'pending'));
    await eventually(() => told.length === 1);
    story.end();
    expect(told).toHaveLength(1);
  });
});

describe('following the logs', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credenza-logs-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('tells the events of one cascade from now on, each once, whole lines only', async () => {
    const file = join(folder, 'payment.log');
    const text = (more: Partial<EventLine>) => JSON.stringify({ ...line, ...more });
    await writeFile(file, `${text({ subject: 'before' })}\n`);
    await writeFile(join(folder, 'payment-dapr.log'), '');
    const heard: string[] = [];
    const journal = await follow(folder, 'demo-1', ({ subject }) => heard.push(subject));
    expect(journal.there).toBe(true);
    const [head, tail] = [text({ subject: 'split' }).slice(0, 40), text({ subject: 'split' }).slice(40)];
    await appendFile(
      file,
      `${text({ subject: 'one' })}\n${text({ correlationId: 'demo-2', subject: 'foreign' })}\nnoise\n${head}`,
    );
    await eventually(() => heard.length === 1);
    await appendFile(file, `${tail}\n`);
    await eventually(() => heard.length === 2);
    await appendFile(file, `${text({ subject: 'last' })}\n`);
    await journal.stop();
    expect(heard).toEqual(['one', 'split', 'last']);
  });

  test('is no trouble where there are none', async () => {
    const journal = await follow(join(folder, 'nowhere'), 'demo-1', () => {});
    expect(journal.there).toBe(false);
    await journal.stop();
  });

  test('overlooks lines that merely mention the cascade', () => {
    expect(eventIn('{"kind":"request","correlationId":"demo-1"}', 'demo-1')).toBeUndefined();
    expect(eventIn('demo-1 is no JSON', 'demo-1')).toBeUndefined();
    expect(eventIn(JSON.stringify(line), 'demo-1')).toEqual(line);
  });
});

describe('a check', () => {
  test('is repeated until the promise is kept', async () => {
    let looks = 0;
    const check = await until(async () => ({ kept: ++looks === 3, sentence: `look ${looks}` }));
    expect(check).toEqual({ kept: true, sentence: 'look 3' });
  });

  test('ends with what was seen last when the promise is not kept', async () => {
    const check = await until(async () => ({ kept: false, sentence: 'The cart still holds 1 lines.' }), 50);
    expect(check).toEqual({ kept: false, sentence: 'The cart still holds 1 lines.' });
  });
});

describe('npm run demo', () => {
  test('takes an address and a product', () => {
    expect(readFlags(['--url', 'http://localhost:5000/', '--product', 'oak bench'])).toEqual({
      url: 'http://localhost:5000',
      product: 'oak bench',
      help: false,
    });
    expect(readFlags([]).url).toBe('http://localhost:4000');
  });

  test('refuses what it does not know in one sentence', () => {
    expect(() => readFlags(['--wrong'])).toThrow("Unknown option '--wrong'; see npm run demo -- --help.");
    expect(() => readFlags(['--url', 'localhost:4000'])).toThrow(
      '--url takes an address such as http://localhost:4000, not localhost:4000.',
    );
  });
});

describe('the made-up past', () => {
  const pasts = history(catalogue());
  const orders = pasts.flatMap((past) => past.orders);

  test('has about forty orders of most of the twenty buyers, some of them canceled', () => {
    expect(pasts).toHaveLength(20);
    expect(orders.length).toBeGreaterThanOrEqual(35);
    expect(orders.length).toBeLessThanOrEqual(50);
    expect(pasts.filter((past) => past.orders.length > 0).length).toBeGreaterThan(15);
    const canceled = orders.filter((order) => order.canceled).length;
    expect(canceled).toBeGreaterThanOrEqual(3);
    expect(canceled).toBeLessThan(orders.length / 4);
  });

  test('buys each variant once at most, and only where many are left', () => {
    const lines = orders.flatMap((order) => order.lines);
    expect(new Set(lines.map(({ handle, variant }) => `${handle} ${variant}`)).size).toBe(lines.length);
    const stock = new Map(
      catalogue().flatMap(({ products }) => products.map(({ body }) => [body.handle, body.variants] as const)),
    );
    const left = lines.map(({ handle, variant, quantity }) => (stock.get(handle)?.[variant]?.stock ?? 0) - quantity);
    expect(Math.min(...left)).toBeGreaterThan(3);
  });

  test('is the same every time', () => {
    expect(history(catalogue())).toEqual(pasts);
  });
});
