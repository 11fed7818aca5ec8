import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isCommonPassword } from '../src/common-passwords.ts';
import { Email } from '../src/email.ts';
import { NewPassword, resemblesEmail } from '../src/password.ts';

const allowed = (password: string) => NewPassword.safeParse(password).success;

describe('a new password', () => {
  test.each([
    'a walnut desk by the window',
    'correct horse battery staple',
    'nur-kleine-buchstaben',
    '8371940265',
    'пароль из нескольких слов',
    'xxxyyyzzzz',
    'michaelangelo painted it',
  ])('may be any ten characters that nobody tries first: %s', (password) => {
    expect(allowed(password)).toBe(true);
  });

  test.each([
    'password123',
    'Password2024!',
    'P@ssw0rd1234',
    'passwordpassword',
    'qwertyuiop',
    'qwerty123456',
    '1234567890',
    '0987654321',
    '12345678901234',
    'abcdefghij',
    'iloveyou123',
    '1q2w3e4r5t6y',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    '121212121212',
    'liverpoolfc1',
    'letmein12345',
    'sunshine2025',
    'credenza2026',
    '1234567890!!',
  ])('is refused when it is among the commonest: %s', (password) => {
    expect(isCommonPassword(password)).toBe(true);
    expect(allowed(password)).toBe(false);
  });

  test('has 10 to 128 characters as people count them', () => {
    expect(allowed('9 charact')).toBe(false);
    expect(allowed('10 charact')).toBe(true);
    expect(allowed('🪑🛋🛏🚪🪞🖼🕯🧺🪴')).toBe(false);
    expect(allowed('🪑🛋🛏🚪🪞🖼🕯🧺🪴🏺')).toBe(true);
    expect(allowed(`${'many words '.repeat(11)}and so on`)).toBe(false);
    expect(allowed(`${'many words '.repeat(11)}and so`)).toBe(true);
  });

  test('is the same password however its characters are composed', () => {
    expect(NewPassword.parse('café crème au lait')).toBe(NewPassword.parse('cafe\u0301 cre\u0300me au lait'));
  });

  test('is not the email address or the part before the @', () => {
    expect(resemblesEmail('Alma.Berger@Example.com', 'alma.berger@example.com')).toBe(true);
    expect(resemblesEmail('alma.berger', 'alma.berger@example.com')).toBe(true);
    expect(resemblesEmail('alma.berger bakes', 'alma.berger@example.com')).toBe(false);
  });

  test('never breaks the check, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void allowed(text)));
  });
});

describe('an email address', () => {
  test('is the same address in any case, with spaces around it and in full-width letters', () => {
    for (const way of ['alma@example.com', '  Alma@Example.COM ', 'ＡＬＭＡ@example.com']) {
      expect(Email.parse(way)).toBe('alma@example.com');
    }
  });

  test.each(['', 'alma', '@example.com', 'alma@', 'alma@@example.com', `${'a'.repeat(250)}@example.com`, 'a b@c.de'])(
    'is refused when it is none: %s',
    (text) => {
      expect(Email.safeParse(text).success).toBe(false);
    },
  );
});
