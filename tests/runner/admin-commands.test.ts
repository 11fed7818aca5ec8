import { expect, test } from '@jest/globals';
import { inEach, inOneLine, PlainError } from '../../deploy/ops/admin-api.ts';

test('a service that does not answer is named, and does not keep the others from being asked', async () => {
  const asked: string[] = [];
  const told: string[] = [];
  const failed = await inEach(
    ['auth', 'order', 'payment'],
    async (name) => {
      asked.push(name);
      if (name === 'order') throw new PlainError('The order service does not answer.', 503);
    },
    (line) => told.push(line),
  );
  expect(asked).toEqual(['auth', 'order', 'payment']);
  expect(told).toEqual(['order: The order service does not answer.']);
  expect(failed).toBe(1);
});

test('a mistake of ours is not taken for a service that does not answer', async () => {
  const work = async () => {
    throw new TypeError('mistaken');
  };
  await expect(inEach(['auth'], work)).rejects.toThrow('mistaken');
});

test('what went wrong over many lines is told in one, long words are cut', () => {
  expect(inOneLine('ZodError: [\n  {\n    "code": "invalid_format"\n  }\n]\n')).toBe(
    'ZodError: [ { "code": "invalid_format" } ]',
  );
  expect(inOneLine('x'.repeat(400))).toBe(`${'x'.repeat(299)}…`);
});
