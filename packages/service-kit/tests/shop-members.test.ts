import { newId, UserId } from '@credenza/contracts';
import { expect, test } from '@jest/globals';
import { Forbidden, sellerOf, tokenCheck } from '../src/index.ts';
import { makeTokenIssuer } from '../src/testing/tokens.ts';

const issuer = await makeTokenIssuer();
const check = tokenCheck(issuer.keys);
const signedIn = async (role: 'buyer' | 'seller' | 'admin', claims = {}) =>
  await check((await issuer.user(role, claims)).authorization.slice('Bearer '.length));

test('a seller acts for the shop that the token names', async () => {
  const shop = newId(UserId);
  expect(sellerOf(await signedIn('seller', { seller: shop, member: 'staff' }))).toBe(shop);
});

test('a seller whose token names no shop owns the one that bears the same id', async () => {
  const user = await signedIn('seller');
  expect(sellerOf(user, 'owner')).toBe(user.id);
});

test('staff may not do what is for owners', async () => {
  const user = await signedIn('seller', { seller: newId(UserId), member: 'staff' });
  expect(() => sellerOf(user, 'owner')).toThrow(Forbidden);
});

test('a buyer acts for no shop, whatever the token says', async () => {
  const user = await signedIn('buyer', { seller: newId(UserId), member: 'owner' });
  expect(() => sellerOf(user)).toThrow(Forbidden);
});
