import { newId, UserId } from '@credenza/contracts';
import { Invalid } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import { openAccount, refuseOwnEmail, replacePassword, strengthenHash } from '../src/user.ts';

const now = new Date('2026-03-01T12:00:00Z');
const userId = newId(UserId);
const asked = { email: 'alma@example.com', name: 'Alma', passwordHash: 'first' };
const stored = { ...openAccount(userId, { ...asked, role: 'buyer' }, now).state, _id: userId, version: 1 };

describe('an account', () => {
  test.each(['buyer', 'seller'] as const)('of a %s is announced without anything secret', (role) => {
    const { state, facts } = openAccount(userId, { ...asked, role }, now);
    expect(state).toEqual({ ...asked, role, passwordSerial: 1, createdAt: now });
    expect(facts).toMatchObject([{ type: 'user.registered' }]);
    expect(JSON.stringify(facts)).not.toContain('first');
  });

  test('of an administrator is announced to nobody', () => {
    expect(openAccount(userId, { ...asked, role: 'admin' }, now).facts).toEqual([]);
  });
});

describe('a password', () => {
  test('changes together with its serial, which ends the sessions of the old one', () => {
    expect(replacePassword(stored, 1, 'second')).toEqual({
      state: { passwordHash: 'second', passwordSerial: 2 },
      facts: [],
    });
  });

  test('does not change for somebody who knew the one before the last', () => {
    expect(replacePassword({ ...stored, passwordSerial: 2 }, 1, 'second')).toBeUndefined();
  });

  test('that is only hashed anew keeps the sessions, and never overwrites a newer one', () => {
    expect(strengthenHash(stored, 'first', 'stronger')).toEqual({ state: { passwordHash: 'stronger' }, facts: [] });
    expect(strengthenHash({ ...stored, passwordHash: 'second' }, 'first', 'stronger')).toBeUndefined();
  });

  test('that is the address is refused by the name of its field', () => {
    const refuse = () => refuseOwnEmail('Alma@Example.com', 'alma@example.com', 'body.newPassword');
    expect(refuse).toThrow(Invalid);
    expect(() => refuseOwnEmail('an oak chair', 'alma@example.com', 'body.newPassword')).not.toThrow();
  });
});
