import { ConfigError } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import { seal, unseal } from '../src/sealed.ts';

describe('a sealed text', () => {
  test('opens with its secret, and is another one every time', async () => {
    const [one, two] = await Promise.all([seal('private', 'a long secret'), seal('private', 'a long secret')]);
    expect(one).not.toBe(two);
    expect(one).not.toContain(Buffer.from('private').toString('base64url'));
    expect(await unseal(one, 'a long secret')).toBe('private');
  });

  test('does not open with another secret', async () => {
    await expect(unseal(await seal('private', 'a long secret'), 'another secret')).rejects.toThrow(ConfigError);
  });

  test('does not open when somebody has altered it', async () => {
    const parts = (await seal('private', 'a long secret')).split('.');
    const altered = parts.with(3, Buffer.alloc(7).toString('base64url')).join('.');
    await expect(unseal(altered, 'a long secret')).rejects.toThrow(ConfigError);
  });

  test('of one kind does not open as another', async () => {
    const account = await seal('private', 'a long secret', 'payout accounts');
    expect(await unseal(account, 'a long secret', 'payout accounts')).toBe('private');
    await expect(unseal(account, 'a long secret')).rejects.toThrow(ConfigError);
  });
});
