import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import {
  CartId,
  Envelope,
  envelope,
  erasedText,
  eventCatalogue,
  formatAmount,
  formatMoney,
  idFromUuid,
  minorDigits,
  newId,
  OrderId,
  orderCanceled,
  parseAmount,
  uuidOf,
} from '../src/index.ts';

describe('events', () => {
  test.each(eventCatalogue().map((contract) => [contract.type, contract] as const))(
    'a %s that was published long ago can still be read',
    (type, contract) => {
      const text = readFileSync(join(import.meta.dirname, '../samples', `${type}.json`), 'utf8');
      const sample = Envelope.parse(JSON.parse(text));
      expect(sample.type).toBe(type);
      expect(sample.source).toBe(contract.owner);
      const data = contract.schema.parse(sample.data);
      expect(contract.of(data).subject).toBe(sample.subject);
      expect(data).toEqual(sample.data);
    },
  );

  test('an event still fits its contract when what it says about a person is erased', () => {
    for (const { type, personal, schema } of eventCatalogue()) {
      if (!personal) continue;
      const text = readFileSync(join(import.meta.dirname, '../samples', `${type}.json`), 'utf8');
      const data = z.looseObject({}).parse(Envelope.parse(JSON.parse(text)).data);
      const fields = personal.fields === 'all' ? [] : personal.fields;
      const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
      expect(known).toEqual(expect.arrayContaining([personal.of, ...fields]));
      const erased = Object.fromEntries(fields.map((field) => [field, erasedText]));
      expect(schema.safeParse({ ...data, ...erased }).success).toBe(true);
    }
  });

  test('types are noun.pastTense and unique, and every one says what has happened', () => {
    const types = eventCatalogue().map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    for (const { type, summary } of eventCatalogue()) {
      expect(type).toMatch(/^[a-z-]+\.[a-z-]+(\.v\d+)?$/);
      expect(summary).toMatch(/\.$/);
    }
  });

  test('data that does not fit its contract cannot become an event', () => {
    expect(() => orderCanceled.of({ orderId: 'x' } as never)).toThrow(z.ZodError);
  });

  test('attributes that the sidecar adds are kept, wrong ones refused', () => {
    const fact = { type: 'a.b', subject: 's', data: {} };
    const event = envelope(fact, { source: 'order', version: 1, time: new Date(0) });
    expect(Envelope.parse({ ...event, pubsubname: 'pubsub' })).toMatchObject({ pubsubname: 'pubsub' });
    expect(Envelope.safeParse({ ...event, aggregateversion: 0 }).success).toBe(false);
    expect(Envelope.safeParse({ ...event, specversion: '0.3' }).success).toBe(false);
  });
});

describe('ids', () => {
  test('an id says what it names: another kind does not fit', () => {
    const id = newId(OrderId);
    expect(id).toMatch(/^ord_/);
    expect(CartId.safeParse(id).success).toBe(false);
  });

  test('ids made later sort later', async () => {
    const first = newId(OrderId);
    const until = Date.now() + 2;
    while (Date.now() < until) await new Promise(setImmediate);
    expect(newId(OrderId) > first).toBe(true);
  });

  test('an id made from a UUID holds it', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 7 }), (uuid) => {
        expect(uuidOf(idFromUuid(OrderId, uuid))).toBe(uuid);
      }),
    );
  });

  test.each(['ord_', 'ord_8zzzzzzzzzzzzzzzzzzzzzzzzz', '{"$ne":1}', 'ord_01J9ZQ6V8XE3TBD5WQMG8D2R4C'])(
    '%s is no order id',
    (text) => {
      expect(OrderId.safeParse(text).success).toBe(false);
    },
  );
});

describe('money', () => {
  test('amounts survive being written and read, in currencies with 0, 2 and 3 decimals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000_000 }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (amount, currency) => {
          expect(parseAmount(formatAmount(amount, currency), currency)).toBe(amount);
        },
      ),
    );
  });

  test.each([
    ['9.99', 'EUR', 999],
    ['500', 'EUR', 50_000],
    ['0.1', 'EUR', 10],
    ['12.500', 'EUR', 1_250],
    [' 7 ', 'JPY', 7],
    ['1000000000000', 'JPY', 1_000_000_000_000],
    ['9999999999999.999', 'KWD', undefined],
    ['1.001', 'EUR', undefined],
    ['1,50', 'EUR', undefined],
    ['-1', 'EUR', undefined],
    ['1e3', 'EUR', undefined],
    ['', 'EUR', undefined],
  ])('"%s" %s is %s minor units', (text, currency, amount) => {
    expect(parseAmount(text, currency)).toBe(amount);
  });

  test('people see the currency', () => {
    expect(formatMoney({ amount: 1_599, currency: 'EUR' })).toBe('€15.99');
    expect(minorDigits('JPY')).toBe(0);
  });
});
