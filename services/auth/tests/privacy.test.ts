import { answeringServices, newId, PrivacyRequestId, privacyAnswered, UserId } from '@credenza/contracts';
import { askPrivacy, eventually, exportedBy, type Harness, tracesOf } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { as, Clock, freshEmail, newcomer, type Person, password, startAuthWithAdmin } from './harness.ts';
import { colleague } from './shop-people.ts';

const adminPassword = 'an admin of the tests';
const clock = new Clock();
let kit: Harness<Context>;
let admin: Person;

beforeAll(async () => {
  ({ kit, admin } = await startAuthWithAdmin({ now: clock.now }));
});
afterAll(() => kit?.stop());

const exportOf = (who: Person, body: object = { password }) => as(kit, who).post('/api/auth/privacy/exports', body);
const at = (requestId: string) => `/api/auth/privacy/requests/${requestId}`;
const acts = async (subject: string) =>
  (await kit.running.audit.records.find({ subject }).lean()).map(({ act, outcome }) => `${act} ${outcome}`);

/** All other services answer. */
async function allAnswer(requestId: PrivacyRequestId, kind: 'export' | 'erasure' = 'export'): Promise<void> {
  for (const service of answeringServices.filter((name) => name !== 'auth'))
    await kit.deliver(privacyAnswered.of({ requestId, kind, service, outcome: 'done', records: 2 }));
}

describe('an export', () => {
  test('wants the password once more, and is in the audit log', async () => {
    const person = await newcomer(kit);
    await exportOf(person, { password: 'not this one' }).expect(403);
    await exportOf(person, {}).expect(400);
    const { body } = await exportOf(person).expect(202);
    expect(body).toMatchObject({ kind: 'export', state: 'under-way', userId: person.userId });
    const known = await acts(person.userId);
    expect(known).toContain('privacy.export-requested refused');
    expect(known).toContain('privacy.export-requested done');
  });

  test('is one at a time: who asks again gets the one under way', async () => {
    const person = await newcomer(kit);
    const [one, two] = await Promise.all([exportOf(person).expect(202), exportOf(person).expect(202)]);
    expect(two.body.requestId).toBe(one.body.requestId);
    await allAnswer(one.body.requestId);
    await eventually(async () => (await as(kit, person).get(at(one.body.requestId))).body.state === 'complete');
    const next = await exportOf(person).expect(202);
    expect(next.body.requestId).not.toBe(one.body.requestId);
    const { body } = await as(kit, person).get('/api/auth/privacy/requests?limit=1').expect(200);
    expect(body.items.map((item: { requestId: string }) => item.requestId)).toEqual([next.body.requestId]);
    const rest = await as(kit, person).get(`/api/auth/privacy/requests?cursor=${body.nextCursor}`).expect(200);
    expect(rest.body.items).toHaveLength(1);
  });

  test('is shown to its owner and to admins, and is nobody else’s', async () => {
    const [person, other] = [await newcomer(kit), await newcomer(kit)];
    const { requestId } = (await exportOf(person).expect(202)).body;
    for (const path of [at(requestId), `${at(requestId)}/archive`]) {
      await as(kit, undefined).get(path).expect(401);
      await as(kit, other).get(path).expect(404);
    }
    await as(kit, other)
      .post(`${at(requestId)}/ask-again`)
      .expect(403);
    await exportOf(other, { password, userId: person.userId }).expect(403);
    expect((await as(kit, other).get('/api/auth/privacy/requests').expect(200)).body.items).toEqual([]);
    expect((await as(kit, admin).get(at(requestId)).expect(200)).body.userId).toBe(person.userId);
    const listed = await as(kit, admin).get(`/api/auth/privacy/requests?userId=${person.userId}`).expect(200);
    expect(listed.body.items).toHaveLength(1);
    await as(kit, admin)
      .get(at(newId(PrivacyRequestId)))
      .expect(404);
    await as(kit, admin).get(at('prq_x')).expect(400);
  });

  test('can be asked for by an admin on somebody’s behalf, with the admin’s own password', async () => {
    const person = await newcomer(kit);
    await exportOf(admin, { password, userId: person.userId }).expect(403);
    await exportOf(admin, { password: adminPassword, userId: newId(UserId) }).expect(404);
    const { body } = await exportOf(admin, { password: adminPassword, userId: person.userId }).expect(202);
    expect(body).toMatchObject({ userId: person.userId, requestedBy: admin.userId });
    const entries = await kit.running.audit.records.find({ actor: admin.userId, subject: person.userId }).lean();
    expect(entries.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused']);
  });

  test('has no archive before all have answered, nor after a week', async () => {
    const person = await newcomer(kit);
    const { requestId } = (await exportOf(person).expect(202)).body;
    const early = await as(kit, person)
      .get(`${at(requestId)}/archive`)
      .expect(409);
    expect(early.body.missing).toContain('order');
    await as(kit, admin)
      .post(`${at(requestId)}/ask-again`)
      .expect(200);
    await eventually(async () => {
      const sent = { type: 'privacy.requested', subject: requestId };
      return (await kit.running.relay.journal.countDocuments(sent)) === 2;
    });
    await allAnswer(requestId);
    await eventually(async () => (await as(kit, person).get(at(requestId))).body.state === 'complete');
    await as(kit, admin)
      .post(`${at(requestId)}/ask-again`)
      .expect(409);
    clock.move(8 * 86_400_000);
    await as(kit, person)
      .get(`${at(requestId)}/archive`)
      .expect(404);
    clock.move(-8 * 86_400_000);
  });
});

describe('what auth itself knows', () => {
  test('is given out: account, sessions, the shop with its bank account; no hashes, and none of the colleagues', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    const staff = await colleague(kit, owner);
    const bank = { kind: 'iban', holder: 'Oak', iban: 'DE89370400440532013000' };
    await as(kit, owner).put('/api/auth/shop/payout-account', bank).expect(200);
    const { requestId } = await askPrivacy(kit, 'export', { userId: UserId.parse(owner.userId) });
    const found = await exportedBy(kit, requestId);
    expect(found.accounts).toEqual([expect.objectContaining({ email: owner.email, name: 'Alma', role: 'seller' })]);
    expect(found.sessions).toHaveLength(1);
    expect(found.shops).toEqual([expect.objectContaining({ payout: expect.objectContaining({ account: bank }) })]);
    const text = JSON.stringify(found);
    for (const trace of [staff.email, 'argon2', 'tokenHash', 'sealed']) expect(text).not.toContain(trace);
    const theirs = await exportedBy(
      kit,
      (await askPrivacy(kit, 'export', { userId: UserId.parse(staff.userId) })).requestId,
    );
    expect(theirs.memberships).toEqual([expect.objectContaining({ role: 'staff' })]);
    expect(theirs.shops).toBeUndefined();
  });

  test('is forgotten: nobody signs in any more, and the address is free', async () => {
    const person = await newcomer(kit);
    const userId = UserId.parse(person.userId);
    const host = await newcomer(kit, { role: 'seller' });
    await as(kit, host).post('/api/auth/shop/invitations', { email: person.email, role: 'staff' }).expect(201);
    await kit.published('seller.invited', ({ data }) => Object(data).email === person.email);
    const asked = await askPrivacy(kit, 'erasure', { userId });
    expect(asked.records).toBeGreaterThan(3);
    expect(await tracesOf(kit, [person.email])).toEqual([]);
    await as(kit, person).get('/api/auth/me').expect(401);
    await kit.http.post('/api/auth/login').send({ email: person.email, password }).expect(401);
    await kit.http.post('/api/auth/refresh').send({ refreshToken: person.refreshToken }).expect(401);
    await exportOf(admin, { password: adminPassword, userId }).expect(409);
    const again = { email: person.email, password, name: 'Alma', role: 'buyer' };
    await kit.http.post('/api/auth/register').send(again).expect(201);
    expect((await askPrivacy(kit, 'erasure', { userId }, { requestId: asked.requestId })).records).toBe(asked.records);
    await kit.http.post('/api/auth/login').send({ email: person.email, password }).expect(200);
  });

  test('an invitation that is not published yet is waited for, or it would come into the journal afterwards', async () => {
    const host = await newcomer(kit, { role: 'seller' });
    const { shops, invitationTraces } = kit.running.context;
    const email = freshEmail();
    await as(kit, host).post('/api/auth/shop/invitations', { email, role: 'staff' }).expect(201);
    const { envelope } = await eventually(() =>
      kit.running.relay.journal.findOne({ type: 'seller.invited', 'envelope.data.email': email }).lean(),
    );
    const leased = { outbox: [envelope], outboxLease: new Date(Date.now() + 3_600_000) };
    await eventually(
      async () => (await shops.model.exists({ _id: host.userId, outboxLease: { $exists: false } })) !== null,
    );
    await shops.model.updateOne({ _id: host.userId }, leased);
    await expect(invitationTraces.forget(email)).rejects.toThrow('not published yet');
    await shops.model.updateOne({ _id: host.userId }, { $set: { outbox: [] }, $unset: { outboxLease: 1 } });
    expect(await invitationTraces.forget(email)).toBe(2);
    expect(await tracesOf(kit, [email])).toEqual([]);
  });

  test('a shop goes with its only owner, its files too; one with another owner goes on without the member', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    const upload = as(kit, owner).post('/api/auth/shop/documents?kind=identity&name=passport.pdf');
    const { body } = await upload
      .set('content-type', 'application/pdf')
      .send('%PDF-1.7\n%%EOF\n' as never)
      .expect(201);
    expect(body.name).toBe('passport.pdf');
    await askPrivacy(kit, 'erasure', { userId: UserId.parse(owner.userId), sellerId: UserId.parse(owner.userId) });
    const { shops, blobs } = kit.running.context;
    expect(await shops.get(owner.userId)).toMatchObject({ state: 'closed', name: 'Closed shop', documents: [] });
    expect(await blobs.keys(owner.userId)).toEqual([]);

    const founder = await newcomer(kit, { role: 'seller' });
    const second = await colleague(kit, founder, 'owner');
    await askPrivacy(kit, 'erasure', { userId: UserId.parse(founder.userId) });
    const shop = await shops.get(founder.userId);
    expect(shop).toMatchObject({ state: 'active', name: 'Alma' });
    expect(shop.members.map(({ userId }) => userId)).toEqual([second.userId]);
  });
});

describe('an erasure', () => {
  test('does not begin while a service cannot be asked what is in its way', async () => {
    const person = await newcomer(kit);
    await as(kit, person).post('/api/auth/privacy/erasures', { password: 'not this one' }).expect(403);
    await as(kit, person).post('/api/auth/privacy/erasures', { password }).expect(503);
    await as(kit, person).get('/api/auth/me').expect(200);
    expect((await as(kit, person).get('/api/auth/privacy/requests').expect(200)).body.items).toEqual([]);
  });

  test('is not for administrators', async () => {
    await as(kit, admin).post('/api/auth/privacy/erasures', { password: adminPassword }).expect(409);
  });

  test('waits for the only owner of a shop in which others work', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    const staff = await colleague(kit, owner);
    const subject = { userId: UserId.parse(owner.userId) };
    const said = await askPrivacy(kit, 'erasure', subject, { outcome: 'waiting' });
    expect(said.reasons).toEqual(['Others work for your shop: name another owner, or remove them.']);
    await as(kit, owner).get('/api/auth/me').expect(200);
    await as(kit, owner).delete(`/api/auth/shop/members/${staff.userId}`).expect(204);
    clock.move(3_700_000);
    await eventually(async () => (await kit.running.context.users.get(owner.userId)).erasedAt !== undefined);
    clock.move(-3_700_000);
  });

  test('leaves an address alone that was never here', async () => {
    const { records } = await askPrivacy(kit, 'erasure', { userId: newId(UserId) });
    expect(records).toBe(0);
    expect(await tracesOf(kit, [freshEmail()])).toEqual([]);
  });
});
