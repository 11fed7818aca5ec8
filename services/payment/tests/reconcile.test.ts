import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { newId, PaymentId, PayoutId, RefundId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cancelPayment, paymentIdOf, refundIdOf } from '../src/payment.ts';
import { columns, readStatement, type StatementRow, writeStatement } from '../src/provider-statement.ts';
import { command } from './command.ts';
import { adminPath, dayMs, openTill, type Till } from './till.ts';

let till: Till;
const since = new Date(Date.now() - dayMs).toISOString();
/** Far enough ahead for everything that the tests' clock does. */
const until = new Date(Date.now() + 300 * dayMs).toISOString();
const period = `since=${since}&until=${until}`;

beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till?.shop.stop());

async function statement(query = period): Promise<string> {
  const answer = await till.get(`${adminPath}/sandbox/statement?${query}`).expect(200);
  expect(answer.headers['content-type']).toContain('text/csv');
  return answer.text;
}
async function compared(csv: string, query = period) {
  const answer = await till
    .post(`${adminPath}/reconciliations?${query}`)
    .set('content-type', 'text/csv')
    .send(csv)
    .expect(200);
  return answer.body;
}
const lineOf = (csv: string, type: string, key: string) => {
  const found = csv.split('\n').find((line) => line.startsWith(`${type},${key},`));
  if (found === undefined) throw new Error(`The statement has no ${type} ${key}.`);
  return `${found}\n`;
};
async function charged(token = 'tok_approve') {
  const order = till.order(token, [{ price: 4_000 }, { price: 1_000 }]);
  await till.shop.deliver(order.created);
  return order;
}

describe("the sandbox's statement and our books", () => {
  test('agree on everything that can happen to money', async () => {
    const kept = await charged();
    await till.shop.deliver(kept.paid);
    const partly = await charged();
    const refundId = newId(RefundId);
    await till.shop.deliver(partly.paid);
    await till.shop.deliver(partly.returned(0, { refundId, amount: 1_500, commission: 150 }));
    await till.shop.deliver(partly.reduced(1, { amount: 0, commission: 5, marketDiscount: 50 })); // moves nothing there
    const whole = await charged();
    await till.shop.deliver(whole.canceled);
    await charged('tok_decline');
    const later = await charged('tok_async');
    await eventually(async () => {
      await till.shop.runJob('send-sandbox-webhooks');
      return (await till.shop.payment(later.orderId)).state === 'succeeded';
    });
    const shops = [];
    for (const does of ['settles', 'returns', 'returns-late', 'refuses', 'loses-answers']) {
      const { sellerId } = await till.earned(1_800);
      await till.arrange(sellerId, does);
      shops.push(sellerId);
    }
    await till.approved();
    await till.bankWorks(4);
    for (const sellerId of shops) {
      const { payoutId } = await till.payoutOf(sellerId);
      await till.post(`${adminPath}/payouts/${payoutId}/check`).expect(200);
    }
    const csv = await statement();
    expect(lineOf(csv, 'charge', paymentIdOf(later.orderId))).toContain(',5000,EUR,charged,');
    expect(lineOf(csv, 'refund', refundId)).toContain(',1500,EUR,refunded,');
    const report = await compared(csv);
    expect(report.differences).toEqual([]);
    const rows = csv.trim().split('\n').length - 1;
    expect(report).toMatchObject({ rows, matched: rows, differing: 0 });
    expect(await till.shop.running.audit.records.findOne({ act: 'statement.reconciled' }).lean()).toMatchObject({
      actor: till.admin.userId,
      detail: { rows, matched: rows, differing: 0 },
    });
  });

  test('agree on a period whose edges cut through what belongs together', async () => {
    await charged();
    const edge = till.clock.now().toISOString();
    await charged();
    for (const query of [`since=${since}&until=${edge}`, `since=${edge}&until=${until}`]) {
      const report = await compared(await statement(query), query);
      expect(report.differences).toEqual([]);
      expect(report.nearTheEdge).toBeGreaterThanOrEqual(0);
    }
    const nothing = await compared(
      columns.join(','),
      `since=${edge}&until=${new Date(Date.parse(edge) + 60_000).toISOString()}`,
    );
    expect(nothing).toMatchObject({ rows: 0, differing: 0 });
    expect(nothing.nearTheEdge).toBeGreaterThan(0);
  });
});

describe('every difference is found', () => {
  const row = (about: Partial<StatementRow>) => {
    const at = till.clock.now().toISOString();
    const all: Record<string, unknown> = { currency: 'EUR', at, ...about };
    return `${columns.map((column) => String(all[column])).join(',')}\n`;
  };
  const only = async (csv: string, key: string) => {
    const { differences } = await compared(csv);
    return differences.filter((one: { key?: string }) => one.key === key);
  };

  test('what the provider lists and we do not know: charges, refunds, payouts', async () => {
    const csv = await statement();
    for (const [type, key, state] of [
      ['charge', newId(PaymentId), 'charged'],
      ['refund', newId(RefundId), 'refunded'],
      ['payout', newId(PayoutId), 'settled'],
    ] as const) {
      const found = await only(csv + row({ type, key, amount: 99, state } as Partial<StatementRow>), key);
      expect(found).toEqual([{ what: 'missing-here', type, key, theirs: { amount: 99, currency: 'EUR', state } }]);
    }
  });

  test('what we have and the provider does not list', async () => {
    const order = await charged();
    const key = paymentIdOf(order.orderId);
    till.clock.ms += 600_000;
    const csv = (await statement()).replace(lineOf(await statement(), 'charge', key), '');
    expect(await only(csv, key)).toEqual([
      { what: 'missing-there', type: 'charge', key, ours: { amount: 5_000, currency: 'EUR', state: 'charged' } },
    ]);
  });

  test('another amount, another currency, and a line that comes twice', async () => {
    const order = await charged();
    const key = paymentIdOf(order.orderId);
    const csv = await statement();
    const line = lineOf(csv, 'charge', key);
    expect(await only(csv.replace(line, line.replace(',5000,', ',5001,')), key)).toMatchObject([
      { what: 'amount-differs', ours: { amount: 5_000 }, theirs: { amount: 5_001 } },
    ]);
    expect(await only(csv.replace(line, line.replace('EUR', 'USD')), key)).toMatchObject([{ what: 'amount-differs' }]);
    expect(await only(csv + line, key)).toMatchObject([{ what: 'listed-twice', type: 'charge' }]);
  });

  test('a charge that failed here, a refund that is under way here, a payout that came back there', async () => {
    const declined = await charged('tok_decline');
    const failed = paymentIdOf(declined.orderId);
    const { sellerId } = await till.earned(1_800);
    await till.approved();
    await till.bankWorks();
    const { payoutId } = await till.payoutOf(sellerId);
    const canceled = await charged();
    const { aggregates } = till.shop.running.context.payments;
    await aggregates.change(paymentIdOf(canceled.orderId), (one) => cancelPayment(one, till.clock.now()));
    const whole = refundIdOf(paymentIdOf(canceled.orderId));
    const csv = await statement();
    const line = lineOf(csv, 'payout', payoutId);
    const changed =
      csv.replace(line, line.replace('settled', 'returned')) +
      row({ type: 'charge', key: failed, amount: 5_000, state: 'charged' }) +
      row({ type: 'refund', key: whole, amount: 5_000, state: 'refunded' });
    expect(await only(changed, payoutId)).toMatchObject([
      { what: 'state-differs', ours: { state: 'settled', amount: 1_800 }, theirs: { state: 'returned' } },
    ]);
    expect(await only(changed, failed)).toMatchObject([{ what: 'state-differs', ours: { state: 'failed' } }]);
    expect(await only(changed, whole)).toMatchObject([{ what: 'state-differs', ours: { state: 'refunding' } }]);
    await till.shop.deliver(canceled.canceled);
  });

  test('lines that cannot be read, by their number, while the others count', async () => {
    const report = await compared(`${await statement()}charge,pay_x,many,EUR,charged,today\n\nnonsense\n`);
    expect(report.differences).toMatchObject([
      { what: 'unreadable', detail: expect.stringContaining('amount') },
      { what: 'unreadable' },
    ]);
    expect(report.differences[1].line).toBe(report.differences[0].line + 2);
    expect(report.matched).toBeGreaterThan(0);
    const other = await compared('a,b\n1,2\n');
    expect(other.differences[0]).toMatchObject({
      what: 'unreadable',
      line: 1,
      detail: expect.stringContaining('type'),
    });
  });
});

test('only admins compare, and only CSV over a period', async () => {
  const path = `${adminPath}/reconciliations`;
  for (const role of ['buyer', 'seller'] as const)
    await till
      .post(`${path}?${period}`, undefined, await till.shop.user(role))
      .set('content-type', 'text/csv')
      .expect(403);
  const send = (query: string, type = 'text/csv') => till.post(`${path}?${query}`).set('content-type', type).send('{}');
  await send(period, 'application/json').expect(415);
  await send('').expect(400);
  await send(`since=${until}&until=${since}`).expect(400);
  await till.get(`${adminPath}/sandbox/statement`).expect(400);
});

describe('npm run statement', () => {
  const run = (...args: string[]) => {
    const token = till.admin.authorization.replace('Bearer ', '');
    const about = ['--url', till.shop.running.url, '--since', '2d', '--until', until];
    return command('statement', [...about, ...args], { CREDENZA_TOKEN: token });
  };

  test('compares the sandbox’s statement, and ends well when nothing differs', async () => {
    const { code, out } = await run();
    expect(out).toMatch(/^(\d+) lines, \1 agree, 0 differ/m);
    expect(code).toBe(0);
  }, 60_000);

  test('compares a file, prints every difference and ends with 1', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'statement-'));
    try {
      const file = join(folder, 'statement.csv');
      const key = newId(PaymentId);
      const strange = `charge,${key},99,EUR,charged,2026-11-23T12:00:00Z\ncharge,x\n`;
      await writeFile(file, (await statement()) + strange);
      const { code, out } = await run(file);
      expect(out).toContain(`missing-here  charge  ${key}  theirs charged 99 EUR`);
      expect(out).toMatch(/^unreadable .*line \d+/m);
      expect(out).toContain('2 differ');
      expect(code).toBe(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);

  test('says in one sentence what a person can mend', async () => {
    expect((await run('/no/such/file.csv')).out.trim()).toBe('The file /no/such/file.csv cannot be read.');
    expect((await run('--since', 'ever')).out.trim()).toBe('Say --since as 30m, 24h or 7d.');
  }, 60_000);
});

describe('the file', () => {
  const rows: StatementRow[] = [
    {
      type: 'charge',
      key: newId(PaymentId),
      amount: 12,
      currency: 'EUR' as never,
      state: 'charged',
      at: '2026-11-23T12:00:00Z',
    },
    {
      type: 'payout',
      key: newId(PayoutId),
      amount: 0,
      currency: 'JPY' as never,
      state: 'sent',
      at: '2026-11-23T12:00:00Z',
    },
  ];
  async function* given<Item>(items: Item[]): AsyncGenerator<Item> {
    yield* items;
  }
  async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
    const found: Item[] = [];
    for await (const item of items) found.push(item);
    return found;
  }
  const read = (bytes: Buffer[]) => all(readStatement(given(bytes)));

  test('that is written is read back, however its bytes are cut', async () => {
    const text = Buffer.from((await all(writeStatement(given(rows)))).join(''));
    for (const size of [1, 7, 64, 10_000]) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
        text.subarray(i * size, (i + 1) * size),
      );
      expect(await read(pieces)).toEqual(rows);
    }
  });

  test('may have columns of its own in any order, quotes and the line ends of other systems', async () => {
    const [first] = rows;
    const text = `note,"at",state,currency,amount,key,type\r\n"a ""note"", with a comma",${first?.at},charged,EUR,12,"${first?.key}",charge\r\n`;
    expect(await read([Buffer.from(text)])).toEqual([first]);
  });

  test('that is not a statement at all ends as one complaint a line, not as an error', async () => {
    const lines = await read([Buffer.from([0xff, 0xfe, 0x0a, 0x00, 0x0a])]);
    expect(lines.every((line) => 'why' in line)).toBe(true);
    expect(await all(readStatement(Readable.from([])))).toEqual([]);
  });
});
