import { describe, expect, test } from '@jest/globals';
import { eventually } from '../src/testing/index.ts';

describe('waiting for a condition', () => {
  test.each([undefined, null, false])('%s is not it', async (not) => {
    const looks = [not, not, 'there'];
    expect(await eventually(() => looks.shift())).toBe('there');
    expect(looks).toEqual([]);
  });

  test('0 and an empty text are found', async () => {
    expect(await eventually(() => 0)).toBe(0);
    expect(await eventually(() => '')).toBe('');
  });

  test('that never comes true ends with the last reason', async () => {
    const look = () => Promise.reject(new Error('still on its way'));
    await expect(eventually(look, 50)).rejects.toThrow('Not within 50 ms: still on its way');
  });
});
