import { TokenClaims } from '@credenza/contracts';
import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Context } from '../src/context.ts';
import { freshEmail, login, newcomer, type Person, password, refresh, startAuth } from './harness.ts';
import { fullProfile, iban } from './shop-samples.ts';

let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startAuth();
});
afterAll(() => kit?.stop());

const shopOf = (who: Person) => kit.http.get('/api/auth/shop').set('authorization', who.authorization);
const change = (who: Person, body: object, version: number | string = '*') =>
  kit.http
    .patch('/api/auth/shop')
    .set('authorization', who.authorization)
    .set('if-match', version === '*' ? '*' : `"${version}"`)
    .send(body);
const payTo = (who: Person, body: object) =>
  kit.http.put('/api/auth/shop/payout-account').set('authorization', who.authorization).set('if-match', '*').send(body);
const close = (who: Person) => kit.http.post('/api/auth/shop/close').set('authorization', who.authorization);
const claims = (token: string) => TokenClaims.parse(decodeJwt(token));
const acts = async (subject: string) =>
  (await kit.running.audit.records.find({ subject }).sort({ _id: 1 }).lean()).map(({ act }) => act);

describe('a seller who registers', () => {
  test('has a shop of that name from the same moment on, and others are told', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const { body, headers } = await shopOf(seller).expect(200);
    expect(body).toMatchObject({
      sellerId: seller.userId,
      state: 'active',
      name: 'Alma',
      currency: 'EUR',
      role: 'owner',
      payoutReady: false,
    });
    expect(headers.etag).toBe('"1"');
    const event = await kit.published('seller.updated', (one) => one.subject === seller.userId);
    expect(event).toMatchObject({ aggregateversion: 1, data: { changes: ['opened'], members: [{ role: 'owner' }] } });
  });

  test('is named in every token as the owner of the shop', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const signedIn = await login(kit, seller.email);
    const refreshed = await refresh(kit, seller.refreshToken).expect(200);
    for (const token of [seller.accessToken, signedIn.accessToken, refreshed.body.accessToken])
      expect(claims(token)).toMatchObject({ role: 'seller', seller: seller.userId, member: 'owner' });
    const buyer = claims((await newcomer(kit)).accessToken);
    expect(buyer).not.toHaveProperty('seller');
    expect(buyer).not.toHaveProperty('member');
  });

  test('twenty times at once with one address has one account and one shop', async () => {
    const email = freshEmail();
    const body = { email, password, name: 'Alma', role: 'seller' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => kit.http.post('/api/auth/register').send(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
    const { users, shops } = kit.running.context;
    expect(await users.model.countDocuments({ email })).toBe(1);
    const winner = answers.find(({ status }) => status === 201)?.body.user.userId;
    expect(await shops.model.countDocuments({ _id: winner })).toBe(1);
  });

  test('has no account when the shop cannot be made', async () => {
    const email = freshEmail();
    const { shops, users } = kit.running.context;
    const refusal = { validator: { neverThere: true } };
    await kit.running.db.db?.command({ collMod: shops.model.collection.collectionName, ...refusal });
    try {
      await kit.http.post('/api/auth/register').send({ email, password, name: 'Alma', role: 'seller' }).expect(500);
    } finally {
      await kit.running.db.db?.command({ collMod: shops.model.collection.collectionName, validator: {} });
    }
    expect(await users.model.countDocuments({ email })).toBe(0);
  });
});

describe("a seller's account from before there were shops", () => {
  test('gets its shop, open, once, when it is seen for the first time', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const { shops } = kit.running.context;
    await shops.model.deleteOne({ _id: seller.userId });
    await Promise.all([login(kit, seller.email), shopOf(seller).expect(200), refresh(kit, seller.refreshToken)]);
    expect((await shopOf(seller).expect(200)).body).toMatchObject({ state: 'active', version: 1 });
    expect((await acts(seller.userId)).filter((act) => act === 'shop.opened')).toHaveLength(1);
    expect(claims((await login(kit, seller.email)).accessToken).seller).toBe(seller.userId);
  });
});

describe('the profile', () => {
  test('is changed by one of two who have read the same version', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const [one, other] = await Promise.all([change(seller, fullProfile, 1), change(seller, { name: 'Oak' }, 1)]);
    expect([one.status, other.status].sort()).toEqual([200, 412]);
    const { body } = await shopOf(seller).expect(200);
    expect(body.version).toBe(2);
    await change(seller, fullProfile, 2).expect(200);
    await kit.published('seller.updated', ({ subject, data }) => {
      const told = data as { country?: string };
      return subject === seller.userId && told.country === 'SE';
    });
    expect(await acts(seller.userId)).toContain('shop.changed');
  });

  test('that a change leaves as it is has no entry in the audit log', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    await change(seller, { name: 'Alma' }).expect(200);
    expect(await acts(seller.userId)).not.toContain('shop.changed');
  });

  test('is not changed without saying which version', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const patch = kit.http.patch('/api/auth/shop').set('authorization', seller.authorization);
    await patch.send({ name: 'Oak' }).expect(428);
  });
});

describe('the payout account', () => {
  test('is sealed in the database and masked everywhere else', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const { body, text } = await payTo(seller, iban).expect(200);
    expect(body).toMatchObject({ payoutReady: true, payoutAccount: { masked: 'DE •••• 3000' } });
    const stored = JSON.stringify(await kit.running.context.shops.get(seller.userId));
    const audit = JSON.stringify(await kit.running.audit.records.find({ subject: seller.userId }).lean());
    const event = await kit.published('seller.updated', ({ subject, aggregateversion }) => {
      return subject === seller.userId && aggregateversion === 2;
    });
    expect(event.data).toMatchObject({ payoutReady: true, changes: ['payout'] });
    for (const shown of [text, stored, audit, JSON.stringify(event)])
      expect(shown).not.toMatch(/0532013|0532 013|Lund Oak Works AB/);
  });

  test('goes nowhere else before the audit log knows', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    await payTo(seller, iban).expect(200);
    expect((await acts(seller.userId)).filter((act) => act === 'payout-account.set')).toHaveLength(1);
    const before = await kit.running.context.shops.get(seller.userId);
    const { db } = kit.running.db;
    await db?.command({ collMod: 'audit', validator: { nobody: { $exists: true } } });
    await payTo(seller, { ...iban, holder: 'Somebody Else' }).expect(500);
    await close(seller).expect(500);
    await db?.command({ collMod: 'audit', validator: {} });
    expect(await kit.running.context.shops.get(seller.userId)).toEqual(before);
  });

  test('that is mistyped is refused by the name of its field', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const answer = await payTo(seller, { ...iban, iban: 'DE88 3704 0044 0532 0130 00' }).expect(400);
    expect(answer.body.errors).toEqual([{ field: 'body.iban', message: expect.stringContaining('mistyped') }]);
  });
});

describe('an owner', () => {
  test('closes the shop for good, and goes on working for what was bought', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    expect((await close(seller).expect(200)).body.state).toBe('closed');
    expect((await close(seller).expect(409)).body.state).toBe('closed');
    expect(claims((await login(kit, seller.email)).accessToken)).toMatchObject({ role: 'seller', member: 'owner' });
    expect(await acts(seller.userId)).toContain('shop.closed');
  });
});

describe('somebody without a shop', () => {
  test('is refused, and a session that has ended does not count', async () => {
    const buyer = await newcomer(kit);
    await shopOf(buyer).expect(403);
    const seller = await newcomer(kit, { role: 'seller' });
    await kit.http.post('/api/auth/logout').send({ refreshToken: seller.refreshToken }).expect(204);
    await shopOf(seller).expect(401);
    await change(seller, { name: 'Oak' }).expect(401);
    await payTo(seller, iban).expect(401);
    await close(seller).expect(401);
    expect(await kit.running.context.shops.get(seller.userId)).toMatchObject({ version: 1, state: 'active' });
  });
});
