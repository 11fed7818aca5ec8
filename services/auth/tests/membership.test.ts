import { newId, TokenClaims, UserId } from '@credenza/contracts';
import type { Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Context } from '../src/context.ts';
import { invitationMs } from '../src/invitation.ts';
import { as, Clock, freshEmail, login, newcomer, type Person, password, refresh, startAuth } from './harness.ts';
import { ask, colleague, shopWithStaff, tokenOf } from './shop-people.ts';

const clock = new Clock();
let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startAuth({ now: clock.now });
});
afterAll(() => kit?.stop());

const claims = (token: string) => TokenClaims.parse(decodeJwt(token));
const register = (body: object) => kit.http.post('/api/auth/register').send({ password, name: 'Freja', ...body });
const join = (who: Person, token: string) => as(kit, who).post('/api/auth/shop/invitations/accept', { token });
const renewed = async (who: Person): Promise<Person> => {
  const { body } = await refresh(kit, who.refreshToken).expect(200);
  return { ...who, ...body, authorization: `Bearer ${body.accessToken}` };
};
const members = async (who: Person): Promise<{ userId: string; role: string; email: string }[]> =>
  (await as(kit, who).get('/api/auth/shop/members').expect(200)).body.items;
const shopIn = async (owner: Person) => await kit.running.context.shops.get(owner.userId);
const acts = async (owner: Person) =>
  (await kit.running.audit.records.find({ subject: owner.userId }).sort({ _id: 1 }).lean()).map(({ act }) => act);

describe('an invited person', () => {
  test('opens an account and works for the shop from the first token on', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    const { token, email } = await ask(kit, owner, freshEmail());
    const { body } = await register({ email, role: 'seller', invitation: token }).expect(201);
    expect(body.user).toMatchObject({ role: 'seller' });
    expect(claims(body.accessToken)).toMatchObject({ role: 'seller', seller: owner.userId, member: 'staff' });
    expect(await members(owner)).toMatchObject([{ role: 'owner' }, { userId: body.user.userId, role: 'staff', email }]);
    expect(await kit.running.context.shops.find(body.user.userId)).toBeUndefined();
    const event = await kit.published('seller.updated', ({ subject, data }) => {
      const told = data as { members: unknown[] };
      return subject === owner.userId && told.members.length === 2;
    });
    expect(event.data).toMatchObject({ changes: ['members'] });
    expect(await acts(owner)).toEqual(['account.opened', 'member.invited', 'member.joined']);
  });

  test('who has an account already joins with it, and is told apart from a buyer at the next refresh', async () => {
    const [owner, buyer] = [await newcomer(kit, { role: 'seller' }), await newcomer(kit)];
    const { token } = await ask(kit, owner, buyer.email, 'owner');
    const { body } = await join(buyer, token).expect(200);
    expect(body).toEqual({ sellerId: owner.userId, name: 'Alma', role: 'owner' });
    const after = await renewed(buyer);
    expect(claims(after.accessToken)).toMatchObject({ role: 'seller', seller: owner.userId, member: 'owner' });
    expect((await as(kit, after).get('/api/auth/me').expect(200)).body.role).toBe('seller');
    expect((await as(kit, after).get('/api/auth/shop').expect(200)).body).toMatchObject({ role: 'owner' });
  });

  test.each([
    ['as a buyer', { role: 'buyer' }, 400],
    ['with another address', { email: 'eve@example.com' }, 403],
    ['with a token that was never sent', { invitation: 'x'.repeat(43) }, 404],
    ['with something that is no token', { invitation: 'x' }, 400],
  ])('who registers %s gets no account', async (_what, wrong, status) => {
    const owner = await newcomer(kit, { role: 'seller' });
    const { token, email } = await ask(kit, owner, freshEmail());
    const asked = { email, role: 'seller', invitation: token, ...wrong };
    await register(asked).expect(status);
    expect(await kit.running.context.users.model.countDocuments({ email: asked.email })).toBe(0);
    await register({ email, role: 'seller', invitation: token }).expect(201);
  });

  test('is told nothing new by a token that is used, taken back, replaced or a week old', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    const guests = [await newcomer(kit), await newcomer(kit), await newcomer(kit), await newcomer(kit)];
    const [used, takenBack, replaced, old] = guests;
    if (!used || !takenBack || !replaced || !old) throw new Error('four people');
    const at = '/api/auth/shop/invitations';
    const late = await ask(kit, owner, old.email);
    clock.move(invitationMs - 60_000);
    const [first, second, third] = [
      await ask(kit, owner, used.email),
      await ask(kit, owner, takenBack.email),
      await ask(kit, owner, replaced.email),
    ];
    await join(used, first.token).expect(200);
    await as(kit, owner).delete(`${at}/${second.invitationId}`).expect(204);
    await as(kit, owner).post(`${at}/${third.invitationId}/resend`).expect(429);
    clock.move(61_000);
    const { accessToken } = await login(kit, owner.email);
    const again = as(kit, { authorization: `Bearer ${accessToken}` });
    await again.post(`${at}/${third.invitationId}/resend`).expect(204);
    const answers = await Promise.all([
      join(await login(kit, used.email), first.token),
      join(await login(kit, takenBack.email), second.token),
      join(await login(kit, replaced.email), third.token),
      join(await login(kit, old.email), late.token),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 404, 404]); // the first is a seller by now
    expect(new Set(answers.slice(1).map(({ body }) => body.detail)).size).toBe(1);
    await join(await login(kit, replaced.email), await tokenOf(kit, third.invitationId, 2)).expect(200);
  });

  test('accepts twenty times at once and is a member once', async () => {
    const [owner, buyer] = [await newcomer(kit, { role: 'seller' }), await newcomer(kit)];
    const { token } = await ask(kit, owner, buyer.email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => join(buyer, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(404)]);
    expect((await shopIn(owner)).members).toHaveLength(2);
  });

  test('registers twenty times at once and has one account and one place', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    const { token, email } = await ask(kit, owner, freshEmail());
    const body = { email, role: 'seller', invitation: token };
    const answers = await Promise.all(Array.from({ length: 20 }, () => register(body)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status !== 201).every((status) => [404, 409].includes(status))).toBe(true);
    expect((await shopIn(owner)).members).toHaveLength(2);
    expect(await kit.running.context.users.model.countDocuments({ email })).toBe(1);
  });

  test('by two shops at once works for one of them', async () => {
    const [one, other, buyer] = [
      await newcomer(kit, { role: 'seller' }),
      await newcomer(kit, { role: 'seller' }),
      await newcomer(kit),
    ];
    const tokens = [(await ask(kit, one, buyer.email)).token, (await ask(kit, other, buyer.email)).token];
    const answers = await Promise.all(tokens.map((token) => join(buyer, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const places = [...(await shopIn(one)).members, ...(await shopIn(other)).members];
    expect(places.filter(({ userId }) => userId === buyer.userId)).toHaveLength(1);
  });

  test('while others join the same shop at once, each gets a place', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    const invited = await Promise.all(Array.from({ length: 8 }, () => ask(kit, owner, freshEmail())));
    const answers = await Promise.all(
      invited.map(({ email, token }) => register({ email, role: 'seller', invitation: token })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect((await shopIn(owner)).members).toHaveLength(9);
  });
});

describe('an invitation', () => {
  test('is stored by its hash alone, and shown without its token', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    const { token, email } = await ask(kit, owner, freshEmail());
    const listed = await as(kit, owner).get('/api/auth/shop/invitations').expect(200);
    expect(listed.body.items).toMatchObject([{ email, role: 'staff' }]);
    const audit = JSON.stringify(await kit.running.audit.records.find({ subject: owner.userId }).lean());
    for (const shown of [listed.text, JSON.stringify(await shopIn(owner)), audit]) expect(shown).not.toContain(token);
  });

  test('does not tell whether the address has an account', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    const [seller, nobody] = [await newcomer(kit, { role: 'seller' }), freshEmail()];
    const answers = await Promise.all(
      [seller.email, nobody].map((email) =>
        as(kit, owner).post('/api/auth/shop/invitations', { email, role: 'staff' }).expect(201),
      ),
    );
    const shapes = answers.map(({ body }) => Object.keys(body).sort().join());
    expect(new Set(shapes).size).toBe(1);
  });

  test('is refused for a colleague, for a second time, and after the shop has closed', async () => {
    const { owner, staff } = await shopWithStaff(kit);
    const invite = (email: string) => as(kit, owner).post('/api/auth/shop/invitations', { email, role: 'staff' });
    await invite(staff.email.toUpperCase()).expect(409);
    const email = freshEmail();
    await invite(email).expect(201);
    await invite(email).expect(409);
    await as(kit, owner).post('/api/auth/shop/close').expect(200);
    await invite(freshEmail()).expect(409);
  });

  test('of twenty that are sent to one address at once is sent once', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    const email = freshEmail();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => as(kit, owner).post('/api/auth/shop/invitations', { email, role: 'staff' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
    expect((await shopIn(owner)).invitations).toHaveLength(1);
  });

  test('is limited per owner, so that nobody sends mail to the world', async () => {
    const strict = await startAuth({ env: { RATE_LIMIT_FACTOR: '0.1' } });
    try {
      const owner = await newcomer(strict, { role: 'seller' });
      const invite = () => as(strict, owner).post('/api/auth/shop/invitations', { email: freshEmail(), role: 'staff' });
      for (let n = 0; n < 3; n += 1) await invite().expect(201);
      await invite().expect(429);
    } finally {
      await strict.stop();
    }
  });
});

describe('staff', () => {
  test('see the shop without what is for owners, and change its profile', async () => {
    const { owner, staff } = await shopWithStaff(kit);
    await as(kit, owner)
      .put('/api/auth/shop/payout-account', { kind: 'iban', holder: 'x', iban: 'DE89370400440532013000' })
      .expect(200);
    const { body } = await as(kit, staff).get('/api/auth/shop').expect(200);
    expect(body).toMatchObject({ sellerId: owner.userId, role: 'staff', payoutReady: true });
    for (const secret of ['payoutAccount', 'documents', 'terms']) expect(body).not.toHaveProperty(secret);
    await as(kit, staff).patch('/api/auth/shop', { description: 'Oak.' }, body.version).expect(200);
    expect(await members(staff)).toHaveLength(2);
  });

  test('become owners, and owners staff, as the tokens say from then on', async () => {
    const { owner, staff } = await shopWithStaff(kit);
    const role = (who: Person, of: Person, to: string) =>
      as(kit, who).patch(`/api/auth/shop/members/${of.userId}`, { role: to });
    await role(staff, staff, 'owner').expect(403);
    await role(owner, staff, 'owner').expect(200);
    expect(claims((await renewed(staff)).accessToken).member).toBe('owner');
    await role(staff, owner, 'staff').expect(200); // by what the shop says, not by the old token
    await role(owner, staff, 'staff').expect(403);
    await role(staff, staff, 'staff').expect(409);
    expect(await members(staff)).toMatchObject([{ role: 'staff' }, { role: 'owner' }]);
    expect((await acts(owner)).filter((act) => act === 'member.changed')).toHaveLength(2);
  });
});

describe('a member who is removed', () => {
  test('is signed out everywhere and is a buyer again', async () => {
    const { owner, staff } = await shopWithStaff(kit);
    const elsewhere = await login(kit, staff.email);
    await as(kit, owner).delete(`/api/auth/shop/members/${staff.userId}`).expect(204);
    for (const session of [staff, elsewhere]) {
      await refresh(kit, session.refreshToken).expect(401);
      await as(kit, session).get('/api/auth/shop').expect(401);
    }
    const back = await login(kit, staff.email);
    expect(claims(back.accessToken).role).toBe('buyer');
    expect(claims(back.accessToken)).not.toHaveProperty('seller');
    await as(kit, owner).delete(`/api/auth/shop/members/${staff.userId}`).expect(404);
    expect(await acts(owner)).toContain('member.removed');
  });

  test('who was the founder leaves the shop to its other owners, under its old id', async () => {
    const founder = await newcomer(kit, { role: 'seller' });
    const other = await colleague(kit, founder, 'owner');
    await as(kit, founder).delete(`/api/auth/shop/members/${founder.userId}`).expect(204);
    expect((await as(kit, other).get('/api/auth/shop').expect(200)).body.sellerId).toBe(founder.userId);
    const back = await login(kit, founder.email);
    expect(claims(back.accessToken).role).toBe('buyer');
    await as(kit, back).get('/api/auth/shop').expect(403);
    const { token } = await ask(kit, other, founder.email);
    await join(back, token).expect(200);
    expect(claims((await renewed(back)).accessToken)).toMatchObject({ seller: founder.userId, member: 'staff' });
  });

  test('cannot act with a token from before, even where the session went on', async () => {
    const { owner, staff } = await shopWithStaff(kit);
    const { shops, sessions } = kit.running.context;
    const { members: all } = await shopIn(owner);
    const left = all.filter(({ userId }) => userId !== staff.userId);
    await shops.change(owner.userId, () => ({ state: { members: left }, facts: [] })); // died before the sessions ended
    await as(kit, staff).get('/api/auth/shop').expect(403);
    await as(kit, staff).patch('/api/auth/shop', { name: 'Mine' }).expect(403);
    expect(claims((await renewed(staff)).accessToken).role).toBe('buyer');
    expect(
      await sessions.list(UserId.parse(staff.userId), { passwordSerial: 1, now: clock.now(), limit: 5 }),
    ).toHaveLength(1);
  });

  test('when two owners remove each other, one of them stays', async () => {
    for (let round = 0; round < 8; round += 1) {
      const one = await newcomer(kit, { role: 'seller' });
      const other = await colleague(kit, one, 'owner');
      const answers = await Promise.all([
        as(kit, one).delete(`/api/auth/shop/members/${other.userId}`),
        as(kit, other).delete(`/api/auth/shop/members/${one.userId}`),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
      expect([401, 403]).toContain(statuses.find((status) => status !== 204));
      expect((await shopIn(one)).members).toMatchObject([{ role: 'owner' }]);
    }
  });

  test('when two owners make each other staff, or leave, one of them stays an owner', async () => {
    const one = await newcomer(kit, { role: 'seller' });
    const other = await colleague(kit, one, 'owner');
    const answers = await Promise.all([
      as(kit, one).patch(`/api/auth/shop/members/${other.userId}`, { role: 'staff' }),
      as(kit, other).delete(`/api/auth/shop/members/${other.userId}`),
      as(kit, one).delete(`/api/auth/shop/members/${one.userId}`),
    ]);
    expect(answers.map(({ status }) => status)).toContain(409);
    expect((await shopIn(one)).members.some(({ role }) => role === 'owner')).toBe(true);
  });

  test('is nobody that there is not', async () => {
    const owner = await newcomer(kit, { role: 'seller' });
    await as(kit, owner)
      .delete(`/api/auth/shop/members/${newId(UserId)}`)
      .expect(404);
    await as(kit, owner).delete(`/api/auth/shop/members/${owner.userId}`).expect(409);
    await as(kit, owner)
      .patch(`/api/auth/shop/members/${newId(UserId)}`, { role: 'staff' })
      .expect(404);
  });
});
