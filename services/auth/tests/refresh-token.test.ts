import { describe, expect, test } from '@jest/globals';
import { noRefreshCookie, refreshCookie, tokenInCookies } from '../src/refresh-cookie.ts';
import { familyHash, firstToken, RefreshToken, rotationSalt, successor, tokenHash } from '../src/refresh-token.ts';

describe('a refresh token', () => {
  test('has 256 random bits for the family and 256 for the turn', () => {
    const tokens = Array.from({ length: 200 }, firstToken);
    expect(new Set(tokens.map((token) => token.slice(0, 43))).size).toBe(200);
    expect(new Set(tokens.map((token) => token.slice(43))).size).toBe(200);
    for (const token of tokens) expect(RefreshToken.safeParse(token).success).toBe(true);
  });

  test('has a successor in the same family that needs both the token and the salt', () => {
    const [token, salt] = [firstToken(), rotationSalt()];
    const next = successor(token, salt);
    expect(RefreshToken.safeParse(next).success).toBe(true);
    expect(familyHash(next)).toBe(familyHash(token));
    expect(tokenHash(next)).not.toBe(tokenHash(token));
    expect(successor(token, salt)).toBe(next);
    expect(successor(token, rotationSalt())).not.toBe(next);
    expect(successor(token.slice(0, 43) + firstToken().slice(43), salt)).not.toBe(next);
  });
});

describe('the refresh cookie', () => {
  test('brings back the token that it took', () => {
    const token = firstToken();
    const [pair = ''] = refreshCookie(token, { secure: false, maxAgeSeconds: 60 }).split(';');
    const [name = '', value = ''] = pair.split('=');
    expect(tokenInCookies({ [name]: value, theme: 'dark' })).toBe(token);
  });

  test('is secure where the shop is, also when it is removed', () => {
    expect(refreshCookie(firstToken(), { secure: true, maxAgeSeconds: 60 })).toContain('; Secure');
    expect(noRefreshCookie(true)).toContain('; Secure');
    expect(refreshCookie(firstToken(), { secure: false, maxAgeSeconds: 60 })).not.toContain('Secure');
  });

  test.each(['', 'nonsense', 'x'.repeat(85), `${'x'.repeat(85)};`, 'x'.repeat(87)])('with %j is no token', (value) => {
    expect(tokenInCookies({ credenza_refresh: value })).toBeUndefined();
  });
});
