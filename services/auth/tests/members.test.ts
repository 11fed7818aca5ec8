import { InvitationId, MemberRole, newId, type SellerState, UserId } from '@credenza/contracts';
import { Conflict, Forbidden, NotFound, Refusal, TooManyRequests } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvitationToken, invitationMs, newInvitationToken } from '../src/invitation.ts';
import { accept, invite, sendAgain, takeBack } from '../src/invitations.ts';
import { changeRole, removeMember } from '../src/members.ts';
import { giveUpShop, moveShop, type Shop } from '../src/shop.ts';
import { type Step, transitions } from '../src/shop-state.ts';
import { after, aShop, now } from './shop-samples.ts';

const ownerId = (shop: Shop) => UserId.parse(shop._id);
const host = (shop: Shop) => ({ userId: ownerId(shop), name: 'Alma' });
const later = (ms: number) => new Date(now.getTime() + ms);
const minute = 60_000;

function asked(shop: Shop, email: string, role: MemberRole = 'staff', at = now) {
  const token = newInvitationToken();
  const invitationId = newId(InvitationId);
  const decision = invite(shop, host(shop), { invitationId, email, role }, { token, now: at });
  return { shop: after(shop, decision), token, invitationId, decision };
}

function joined(shop: Shop, role: MemberRole): { shop: Shop; userId: UserId } {
  const userId = newId(UserId);
  const { shop: inviting, token } = asked(shop, `${userId}@example.com`, role);
  return { shop: after(inviting, accept(inviting, { userId, email: `${userId}@example.com`, token }, now)), userId };
}

describe('an invitation', () => {
  test('goes to its address with a token that the shop does not keep', () => {
    const { shop, token, decision } = asked(aShop(), 'freja@example.com');
    expect(InvitationToken.safeParse(token).success).toBe(true);
    expect(decision.facts).toMatchObject([
      { type: 'seller.invited', data: { token, email: 'freja@example.com', role: 'staff', invitedBy: 'Alma' } },
    ]);
    expect(JSON.stringify(shop)).not.toContain(token);
  });

  test('makes its receiver a member, once', () => {
    const { shop, token } = asked(aShop(), 'freja@example.com');
    const guest = { userId: newId(UserId), email: 'freja@example.com', token };
    const decision = accept(shop, guest, later(minute));
    const joinedShop = after(shop, decision);
    expect(joinedShop.members).toMatchObject([{ role: 'owner' }, { userId: guest.userId, role: 'staff' }]);
    expect(decision.facts).toMatchObject([{ type: 'seller.updated', data: { changes: ['members'] } }]);
    expect(() => accept(joinedShop, guest, later(minute))).toThrow(NotFound);
  });

  test('is no use to who has another address, another token or comes too late', () => {
    const { shop, token } = asked(aShop(), 'freja@example.com');
    const guest = { userId: newId(UserId), email: 'freja@example.com', token };
    expect(() => accept(shop, { ...guest, email: 'eve@example.com' }, now)).toThrow(Forbidden);
    expect(() => accept(shop, { ...guest, token: newInvitationToken() }, now)).toThrow(NotFound);
    expect(() => accept(shop, guest, later(invitationMs))).toThrow(NotFound);
    expect(() => accept({ ...shop, state: 'closed' }, guest, now)).toThrow(Conflict);
    expect(() => accept(shop, guest, later(invitationMs - 1))).not.toThrow();
  });

  test('that is sent again has another token and a week from then; the one before is dead', () => {
    const first = asked(aShop(), 'freja@example.com');
    const token = newInvitationToken();
    const shop = after(
      first.shop,
      sendAgain(first.shop, host(first.shop), first.invitationId, { token, now: later(2 * minute) }),
    );
    const guest = { userId: newId(UserId), email: 'freja@example.com' };
    expect(() => accept(shop, { ...guest, token: first.token }, later(3 * minute))).toThrow(NotFound);
    expect(() => accept(shop, { ...guest, token }, later(invitationMs + minute))).not.toThrow();
  });

  test('is sent once a minute and five times at most', () => {
    let { shop, invitationId } = asked(aShop(), 'freja@example.com');
    const again = (at: Date) => sendAgain(shop, host(shop), invitationId, { token: newInvitationToken(), now: at });
    expect(() => again(later(minute - 1))).toThrow(TooManyRequests);
    for (let n = 1; n <= 4; n += 1) shop = after(shop, again(later(n * minute)));
    expect(() => again(later(5 * minute))).toThrow(Conflict);
  });

  test('is taken back by an owner', () => {
    const { shop, token, invitationId } = asked(aShop(), 'freja@example.com');
    expect(() => takeBack(shop, newId(UserId), invitationId)).toThrow(Forbidden);
    const without = after(shop, takeBack(shop, ownerId(shop), invitationId));
    const guest = { userId: newId(UserId), email: 'freja@example.com', token };
    expect(() => accept(without, guest, now)).toThrow(NotFound);
    expect(() => takeBack(without, ownerId(shop), invitationId)).toThrow(NotFound);
  });

  test('is not sent twice to one address, unless the first has run out', () => {
    const { shop } = asked(aShop(), 'freja@example.com');
    expect(() => asked(shop, 'freja@example.com')).toThrow(Conflict);
    expect(asked(shop, 'freja@example.com', 'owner', later(invitationMs)).shop.invitations).toHaveLength(1);
  });

  test('is for nobody who works there, and not for the twenty-first', () => {
    const { shop, userId } = joined(aShop(), 'staff');
    const guest = { invitationId: newId(InvitationId), email: 'x@example.com', role: 'staff' as const };
    const sending = { token: newInvitationToken(), now };
    expect(() => invite(shop, host(shop), { ...guest, account: userId }, sending)).toThrow(Conflict);
    let full = aShop();
    for (let n = 0; n < 20; n += 1) full = asked(full, `guest-${n}@example.com`).shop;
    expect(() => asked(full, 'one-more@example.com')).toThrow(Conflict);
  });
});

describe('the members of a shop', () => {
  test('staff change nobody, but may go', () => {
    const first = joined(aShop(), 'staff');
    const { shop, userId: other } = joined(first.shop, 'staff');
    const staff = first.userId;
    expect(() => changeRole(shop, staff, { userId: staff, role: 'owner' })).toThrow(Forbidden);
    expect(() => removeMember(shop, staff, other)).toThrow(Forbidden);
    expect(() => removeMember(shop, staff, ownerId(shop))).toThrow(Forbidden);
    expect(after(shop, removeMember(shop, staff, staff)).members).toHaveLength(2);
  });

  test('the last owner stays one', () => {
    const { shop, userId } = joined(aShop(), 'staff');
    const owner = ownerId(shop);
    expect(() => removeMember(shop, owner, owner)).toThrow(Conflict);
    expect(() => changeRole(shop, owner, { userId: owner, role: 'staff' })).toThrow(Conflict);
    const two = after(shop, changeRole(shop, owner, { userId, role: 'owner' }));
    expect(after(two, removeMember(two, userId, owner)).members).toMatchObject([{ userId, role: 'owner' }]);
  });

  test('whom somebody has asked is asked no more when they go or are no owner any more', () => {
    const { shop, userId } = joined(aShop(), 'owner');
    const guest = { invitationId: newId(InvitationId), email: 'eve@example.com', role: 'owner' as const };
    const sending = { token: newInvitationToken(), now };
    const inviting = after(shop, invite(shop, { userId, name: 'Bo' }, guest, sending));
    expect(after(inviting, removeMember(inviting, ownerId(shop), userId)).invitations).toEqual([]);
    const demoted = changeRole(inviting, ownerId(shop), { userId, role: 'staff' });
    expect(after(inviting, demoted).invitations).toEqual([]);
  });

  test('a stranger cannot be changed or removed, and who is that already is no change', () => {
    const shop = aShop();
    const [owner, stranger] = [ownerId(shop), newId(UserId)];
    expect(() => changeRole(shop, owner, { userId: stranger, role: 'staff' })).toThrow(NotFound);
    expect(() => removeMember(shop, owner, stranger)).toThrow(NotFound);
    expect(() => removeMember(shop, stranger, stranger)).toThrow(Forbidden);
    expect(changeRole(shop, owner, { userId: owner, role: 'owner' })).toBeUndefined();
  });
});

/** What a shop is, written down in another way: who is in it, whose mails are about, in which state it is. */
interface Model {
  state: SellerState;
  members: Map<UserId, MemberRole>;
  mails: { email: string; token: string; role: MemberRole; by: UserId; expires: number }[];
}

describe('whatever is done with a shop, in any order', () => {
  const people = Array.from({ length: 6 }, () => newId(UserId));
  const person = fc.nat({ max: people.length - 1 }).map((n) => people[n] ?? newId(UserId));
  const role = fc.constantFrom(...MemberRole.options);
  const emailOf = (userId: UserId) => `${userId}@example.com`;
  const command = fc.oneof(
    fc.record({ do: fc.constant('invite' as const), actor: person, who: person, role }),
    fc.record({ do: fc.constant('accept' as const), who: person, mail: fc.nat({ max: 9 }) }),
    fc.record({ do: fc.constant('again' as const), actor: person, mail: fc.nat({ max: 9 }) }),
    fc.record({ do: fc.constant('takeBack' as const), actor: person, mail: fc.nat({ max: 9 }) }),
    fc.record({ do: fc.constant('change' as const), actor: person, who: person, role }),
    fc.record({ do: fc.constant('remove' as const), actor: person, who: person }),
    fc.record({
      do: fc.constant('step' as const),
      step: fc.constantFrom<Step>('activate', 'suspend', 'reactivate', 'close'),
    }),
    fc.record({ do: fc.constant('giveUp' as const), actor: person }),
    fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 9_000 }) }),
  );
  type Command = Parameters<Parameters<typeof command.map>[0]>[0];

  /** What the model says that a command comes to; undefined when it must be refused. */
  function expected(model: Model, one: Command, clock: number, token: string): Model | undefined {
    const { state, members, mails } = model;
    const owners = [...members.values()].filter((held) => held === 'owner').length;
    const isOwner = (userId: UserId) => members.get(userId) === 'owner';
    const isLast = (userId: UserId) => isOwner(userId) && owners === 1;
    const mail = 'mail' in one ? mails[one.mail] : undefined;
    switch (one.do) {
      case 'invite': {
        const open = mails.find(({ email }) => email === emailOf(one.who));
        const inTheWay = open !== undefined && open.expires > clock;
        if (!isOwner(one.actor) || state === 'closed' || members.has(one.who) || inTheWay) return undefined;
        const fresh = { email: emailOf(one.who), token, role: one.role, by: one.actor, expires: clock + invitationMs };
        return { ...model, mails: [...mails.filter((other) => other !== open), fresh] };
      }
      case 'accept':
        if (!mail || mail.expires <= clock || mail.email !== emailOf(one.who) || state === 'closed') return undefined;
        return {
          ...model,
          members: new Map([...members, [one.who, mail.role]]),
          mails: mails.filter((other) => other !== mail),
        };
      case 'again':
        if (!mail || !isOwner(one.actor) || state === 'closed') return undefined;
        return {
          ...model,
          mails: mails.map((other) =>
            other === mail ? { ...mail, token, by: one.actor, expires: clock + invitationMs } : other,
          ),
        };
      case 'takeBack':
        return mail && isOwner(one.actor) ? { ...model, mails: mails.filter((other) => other !== mail) } : undefined;
      case 'change': {
        if (!isOwner(one.actor) || !members.has(one.who) || (one.role === 'staff' && isLast(one.who))) return undefined;
        const demoted = one.role === 'staff' && isOwner(one.who);
        return {
          ...model,
          members: new Map([...members].map(([userId, held]) => [userId, userId === one.who ? one.role : held])),
          mails: demoted ? mails.filter(({ by }) => by !== one.who) : mails,
        };
      }
      case 'remove': {
        const may = members.has(one.who) && (isOwner(one.actor) || one.actor === one.who);
        if (!may || isLast(one.who)) return undefined;
        return {
          ...model,
          members: new Map([...members].filter(([userId]) => userId !== one.who)),
          mails: mails.filter(({ by }) => by !== one.who),
        };
      }
      case 'step': {
        const next = transitions[state][one.step];
        return next && { ...model, state: next };
      }
      case 'giveUp':
        return isOwner(one.actor) && state !== 'closed' ? { ...model, state: 'closed' } : undefined;
      case 'wait':
        return model;
    }
  }

  function obeyed(shop: Shop, model: Model, one: Command, clock: Date, token: string): Shop {
    const mail = 'mail' in one ? model.mails[one.mail] : undefined;
    const invitationId =
      shop.invitations.find(({ email }) => email === mail?.email)?.invitationId ?? newId(InvitationId);
    switch (one.do) {
      case 'invite': {
        const guest = { invitationId: newId(InvitationId), email: emailOf(one.who), role: one.role, account: one.who };
        return after(shop, invite(shop, { userId: one.actor, name: 'x' }, guest, { token, now: clock }));
      }
      case 'accept': {
        const guest = { userId: one.who, email: emailOf(one.who), token: mail?.token ?? newInvitationToken() };
        return after(shop, accept(shop, guest, clock));
      }
      case 'again':
        return after(shop, sendAgain(shop, { userId: one.actor, name: 'x' }, invitationId, { token, now: clock }));
      case 'takeBack':
        return after(shop, takeBack(shop, one.actor, invitationId));
      case 'change':
        return after(shop, changeRole(shop, one.actor, { userId: one.who, role: one.role }));
      case 'remove':
        return after(shop, removeMember(shop, one.actor, one.who));
      case 'step':
        return after(shop, moveShop(shop, one.step, 'because'));
      case 'giveUp':
        return after(shop, giveUpShop(shop, one.actor));
      case 'wait':
        return shop;
    }
  }

  test('it has an owner, everybody is there once, and only an invitation or an owner changes that', () => {
    fc.assert(
      fc.property(
        fc.array(command, { maxLength: 60 }),
        fc.constantFrom<SellerState>('applied', 'active'),
        (all, state) => {
          const founder = people[0] ?? newId(UserId);
          let shop = aShop({ _id: founder, state, members: [{ userId: founder, role: 'owner', since: now }] });
          let model: Model = { state, members: new Map([[founder, 'owner']]), mails: [] };
          let clock = now;
          for (const one of all) {
            clock = new Date(clock.getTime() + (one.do === 'wait' ? one.minutes : 2) * minute);
            const token = newInvitationToken();
            const wanted = expected(model, one, clock.getTime(), token);
            // What is counted over time (mails for one invitation) has tests of its own.
            const rested = { ...shop, invitations: shop.invitations.map((mail) => ({ ...mail, sendings: 1 })) };
            if (wanted) {
              shop = obeyed(rested, model, one, clock, token);
              model = wanted;
            } else expect(() => obeyed(rested, model, one, clock, token)).toThrow(Refusal);
            expect(new Map(shop.members.map(({ userId, role: held }) => [userId, held]))).toEqual(model.members);
            expect(shop.members).toHaveLength(model.members.size);
            expect(shop.members.some(({ role: held }) => held === 'owner')).toBe(true);
            expect(shop.state).toBe(model.state);
            expect(shop.invitations.map(({ email }) => email).sort()).toEqual(
              model.mails.map(({ email }) => email).sort(),
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
