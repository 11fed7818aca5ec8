import { Unavailable } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import { PasswordHashes } from '../src/password-hashes.ts';

const settings = { memoryKib: 64, passes: 1, concurrency: 2 };

describe('a password hash', () => {
  test('is argon2id with the given cost and a salt of its own', async () => {
    const passwords = new PasswordHashes(settings);
    const [one, two] = await Promise.all([passwords.hash('the same'), passwords.hash('the same')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(one).not.toBe(two);
    expect(await passwords.matches('the same', one)).toBe(true);
    expect(await passwords.matches('another', one)).toBe(false);
  });

  test('that does not exist matches nothing', async () => {
    const passwords = new PasswordHashes(settings);
    expect(await passwords.matches('', undefined)).toBe(false);
    expect(await passwords.matches('anything', undefined)).toBe(false);
  });

  test('of other parameters still counts and is known to be outdated', async () => {
    const old = await new PasswordHashes({ ...settings, memoryKib: 32 }).hash('the same');
    const passwords = new PasswordHashes(settings);
    expect(await passwords.matches('the same', old)).toBe(true);
    expect(passwords.isOutdated(old)).toBe(true);
    expect(passwords.isOutdated(await passwords.hash('the same'))).toBe(false);
  });
});

describe('a storm of logins', () => {
  test('hashes no more at once than there is memory for, and serves everybody in order', async () => {
    const passwords = new PasswordHashes(settings);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const work = async (number: number) => {
      begun.push(number);
      running += 1;
      most = Math.max(most, running);
      await passwords.hash('x');
      running -= 1;
    };
    await Promise.all(Array.from({ length: 40 }, (_, number) => passwords.inTurn(() => work(number))));
    expect(most).toBe(2);
    // Who is served first need not be done first: the system decides how long a hash takes.
    expect(begun).toEqual(Array.from({ length: 40 }, (_, number) => number));
  });

  test('is turned away when the queue is too long to be worth waiting, and the queue recovers', async () => {
    const passwords = new PasswordHashes({ ...settings, concurrency: 1 });
    const gate = Promise.withResolvers<void>();
    const first = passwords.inTurn(() => gate.promise);
    const waiting = Array.from({ length: 500 }, () => passwords.inTurn(async () => 'served'));
    await expect(passwords.inTurn(async () => 'too late')).rejects.toThrow(Unavailable);
    gate.resolve();
    await first;
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['served']));
    expect(await passwords.inTurn(async () => 'free again')).toBe('free again');
  });

  test('goes on after work that fails', async () => {
    const passwords = new PasswordHashes({ ...settings, concurrency: 1 });
    const failing = passwords.inTurn(async () => {
      throw new Error('no such luck');
    });
    await expect(failing).rejects.toThrow('no such luck');
    expect(await passwords.inTurn(async () => 'next')).toBe('next');
  });
});
