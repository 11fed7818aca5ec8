import {
  digestPrepared,
  envelope,
  InvitationId,
  type MemberRole,
  marketplaceCurrency,
  newId,
  type SellerState,
  sellerInvited,
  sellerUpdated,
  stockLow,
  UserId,
} from '@credenza/contracts';
import { eventually, type Harness, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { say } from '../src/language.ts';
import { sellerUpdatedMessages } from '../src/messages/seller-updated.ts';
import { addressOf, type MailServer, startMailServer } from './mail-server.ts';
import { orderLine, registration, sampleOrder } from './samples.ts';
import { startNotification } from './start.ts';

let kit: Harness<Context>;
let post: MailServer;

beforeAll(async () => {
  post = await startMailServer();
  kit = await startNotification({ SMTP_URL: post.url });
});
afterAll(async () => {
  await kit?.stop();
  await post?.stop();
});

interface Somebody extends TestUser {
  email: string;
}

async function somebody(): Promise<Somebody> {
  const user = await kit.user('seller');
  const email = `${user.userId}@example.com`;
  await kit.deliver(registration(user.userId, { email, role: 'seller' }));
  await post.mailTo(email, 'Welcome');
  return { ...user, email };
}

async function bell(of: TestUser): Promise<{ kind: string; title: string; body: string; link?: string }[]> {
  const { body } = await kit.http.get('/api/notifications').set('authorization', of.authorization).expect(200);
  return body.items;
}
const kinds = async (of: TestUser) => (await bell(of)).map(({ kind }) => kind);

type Told = Parameters<typeof sellerUpdated.of>[0];

function shopEvent(sellerId: UserId, members: [TestUser, MemberRole][], differences: Partial<Told> = {}) {
  return sellerUpdated.of({
    sellerId,
    state: 'active',
    name: 'Lund Oak Works',
    currency: marketplaceCurrency,
    members: members.map(([{ userId }, role]) => ({ userId, role })),
    payoutReady: true,
    changes: ['members'],
    ...differences,
  });
}

/** A shop with an owner and a member of staff. */
async function aShop(): Promise<{ owner: Somebody; staff: Somebody; members: [TestUser, MemberRole][] }> {
  const [owner, staff] = [await somebody(), await somebody()];
  const members: [TestUser, MemberRole][] = [
    [owner, 'owner'],
    [staff, 'staff'],
  ];
  await kit.deliver(shopEvent(owner.userId, members), { version: 2 });
  return { owner, staff, members };
}

const changed = (state: SellerState, reason?: string): Partial<Told> => ({
  state,
  changes: ['state'],
  ...(reason !== undefined && { reason }),
});

describe('what there is to say about a shop', () => {
  const messages = (differences: Partial<Told>) => {
    const fact = shopEvent(newId(UserId), [], differences);
    return sellerUpdatedMessages(envelope(fact, { source: 'auth', version: 1, time: new Date() }));
  };

  test.each([
    ['opened', { changes: ['opened' as const] }, []],
    ['has other members', { changes: ['members' as const] }, []],
    ['has another profile', { changes: ['profile' as const] }, []],
    ['is open', changed('active'), ['shop.active members']],
    ['is suspended', changed('suspended', 'x'), ['shop.suspended members']],
    ['is closed', changed('closed'), ['shop.closed members']],
    ['is paid elsewhere', { changes: ['payout' as const] }, ['shop.payout-account owners']],
    ['applies again', changed('applied'), []],
  ])('when it %s', (_what, differences, expected) => {
    const said = messages(differences).map(({ kind, to }) => `${kind} ${'only' in to ? to.only : 'members'}`);
    expect(said).toEqual(expected);
  });

  test('is the reason, when there is one', () => {
    const bodies = (state: SellerState, reason?: string) =>
      messages(changed(state, reason)).flatMap(({ words }) => [words.en(say.en).body, words.de(say.de).body]);
    const [en, de] = bodies('suspended', 'Nothing was sent.');
    expect(en).toMatch(/The reason: Nothing was sent\.$/);
    expect(de).toMatch(/Der Grund: Nothing was sent\.$/);
    for (const body of bodies('closed')) expect(body).not.toMatch(/reason|Grund/);
  });
});

describe('an invitation', () => {
  const invitation = (email: string, differences: Partial<Parameters<typeof sellerInvited.of>[0]> = {}) =>
    sellerInvited.of({
      sellerId: newId(UserId),
      invitationId: newId(InvitationId),
      shopName: 'Lund <Oak> Works',
      email,
      role: 'staff',
      invitedBy: 'Alma',
      token: 'q3Jd0sS8q3Jd0sS8q3Jd0sS8q3Jd0sS8q3Jd0sS8q3J',
      expiresAt: new Date(Date.now() + 7 * 24 * 3_600_000).toISOString(),
      ...differences,
    });

  test('goes to an address that nobody knows yet, with the link and until when it is good', async () => {
    const event = invitation('freja@example.com');
    await kit.deliver(event);
    const mail = await post.mailTo('freja@example.com');
    expect(mail.subject).toBe('Alma invites you to Lund <Oak> Works');
    expect(mail.text).toContain(`http://localhost:4000/join?invitation=${event.data.token}`);
    expect(mail.text).toContain('as a member of its staff');
    expect(mail.text).toContain(say.en.day(event.data.expiresAt));
    expect(mail.html).toContain('Lund &lt;Oak&gt; Works');
  });

  test('to somebody without an account is in the language of the shop’s founder', async () => {
    const founder = newId(UserId);
    await kit.deliver(registration(founder, { role: 'seller', languages: ['de-AT'] }));
    await kit.deliver(invitation('gast@example.com', { sellerId: founder }));
    expect((await post.mailTo('gast@example.com')).subject).toBe('Alma lädt dich zu Lund <Oak> Works ein');
  });

  test('is one mail for each sending, however often its event comes', async () => {
    const email = 'twice@example.com';
    const again = invitation(email);
    const first = await kit.deliver(again);
    await kit.deliver(invitation(email, { token: 'another' }));
    await kit.deliver(again, { id: first.event.id });
    const mails = await eventually(() => {
      const found = post.mails.filter((mail) => addressOf(mail) === email);
      return found.length === 2 && found;
    });
    expect(mails.map(({ text }) => text?.includes('another')).sort()).toEqual([false, true]);
  });

  test('that has run out before it could be sent is not sent', async () => {
    await kit.deliver(invitation('late@example.com', { expiresAt: new Date(Date.now() - 1).toISOString() }));
    const sent = invitation('in-time@example.com');
    await kit.deliver(sent);
    await post.mailTo('in-time@example.com');
    expect(post.mails.some((mail) => addressOf(mail) === 'late@example.com')).toBe(false);
  });
});

describe('a shop that an admin suspends', () => {
  test('is told to all its members with the reason, once, in the bell and by mail', async () => {
    const { owner, staff, members } = await aShop();
    const fact = shopEvent(owner.userId, members, changed('suspended', 'Nothing was sent for weeks.'));
    const { event } = await kit.deliver(fact, { version: 3 });
    await kit.deliver(fact, { version: 3, id: event.id });
    for (const one of [owner, staff]) {
      expect(await bell(one)).toMatchObject([
        { kind: 'shop.suspended', title: 'Lund Oak Works was suspended', link: '/seller/shop' },
      ]);
      const mail = await post.mailTo(one.email, 'was suspended');
      expect(mail.text).toContain('The reason: Nothing was sent for weeks.');
      expect(mail.text).toContain('go on sending what was bought');
    }
    const mails = post.mails.filter((mail) => mail.subject?.includes('suspended') && addressOf(mail) === owner.email);
    expect(mails).toHaveLength(1);
  });

  test('and opens again is told both; what comes late is no news any more', async () => {
    const { owner, members } = await aShop();
    await kit.deliver(shopEvent(owner.userId, members, changed('active')), { version: 6 });
    await kit.deliver(shopEvent(owner.userId, members, changed('suspended', 'x')), { version: 5 });
    expect(await kinds(owner)).toEqual(['shop.active']);
    await kit.deliver(shopEvent(owner.userId, members, changed('closed')), { version: 7 });
    expect(await kinds(owner)).toEqual(['shop.closed', 'shop.active']);
  });
});

describe('a new payout account', () => {
  test('is told to the owners, who would know if it was none of them, and not to staff', async () => {
    const { owner, staff, members } = await aShop();
    await kit.deliver(shopEvent(owner.userId, members, { changes: ['payout'] }), { version: 3 });
    expect(await kinds(owner)).toEqual(['shop.payout-account']);
    expect((await post.mailTo(owner.email, 'new payout account')).text).toContain('take them out');
    expect(await kinds(staff)).toEqual([]);
  });
});

describe('what concerns a shop', () => {
  test('is told to everybody who works there: orders, sales, cancels and low stock', async () => {
    const { owner, staff } = await aShop();
    const buyer = await somebody();
    const theirs = sampleOrder(buyer.userId, [orderLine({ sellerId: owner.userId })]);
    await kit.deliver(theirs.created, { version: 1 });
    await kit.deliver(theirs.paid, { version: 2 });
    await kit.deliver(theirs.canceled, { version: 3 });
    const { productId, variantId } = orderLine();
    const low = { variantId, productId, sellerId: owner.userId, title: 'Oak shelf', available: 1, threshold: 3 };
    await kit.deliver(stockLow.of(low));
    for (const one of [owner, staff]) {
      expect(await kinds(one)).toEqual(['stock.low', 'sale.canceled', 'sale.paid', 'sale.created']);
      expect((await post.mailTo(one.email, 'Sold')).text).toMatch(/You earn +€81\.00/);
    }
  });

  test('is told how its week was, once, in the bell and by mail', async () => {
    const { owner, staff } = await aShop();
    const week = digestPrepared.of({
      sellerId: owner.userId,
      from: '2026-11-16T00:00:00.000Z',
      until: '2026-11-23T00:00:00.000Z',
      units: 3,
      unitsBefore: 5,
      sales: [{ amount: 154_800, currency: marketplaceCurrency }],
      runningOut: [],
      runningOutCount: 0,
      dead: 1,
    });
    await kit.deliver(week, { version: 1 });
    await kit.deliver(week, { version: 1 });
    for (const one of [owner, staff]) {
      expect(await kinds(one)).toEqual(['shop.digest']);
      const { text } = await post.mailTo(one.email, 'Your week');
      expect(text).toContain('You have sold 3 pieces for €1,548.00; the week before it was 5.');
      expect(text).toContain('One variant has found no buyer for 90 days.');
    }
  });

  test('is told to nobody who has left, and to whoever has come since', async () => {
    const { owner, staff } = await aShop();
    const newcomer = await somebody();
    const members: [TestUser, MemberRole][] = [
      [newcomer, 'owner'],
      [owner, 'owner'],
    ];
    await kit.deliver(shopEvent(owner.userId, members), { version: 3 });
    const buyer = await somebody();
    await kit.deliver(sampleOrder(buyer.userId, [orderLine({ sellerId: owner.userId })]).created);
    expect(await kinds(newcomer)).toEqual(['sale.created']);
    expect(await kinds(staff)).toEqual([]);
  });

  test('is not told to a founder whom the other owners have taken out', async () => {
    const { owner, staff } = await aShop();
    await kit.deliver(shopEvent(owner.userId, [[staff, 'owner']]), { version: 3 });
    const buyer = await somebody();
    await kit.deliver(sampleOrder(buyer.userId, [orderLine({ sellerId: owner.userId })]).created);
    expect(await kinds(owner)).toEqual([]);
    expect(await kinds(staff)).toEqual(['sale.created']);
  });

  test('is told to the founder as long as nobody has said who works there', async () => {
    const [founder, buyer] = [await somebody(), await somebody()];
    await kit.deliver(sampleOrder(buyer.userId, [orderLine({ sellerId: founder.userId })]).created);
    expect(await kinds(founder)).toEqual(['sale.created']);
  });

  test('of several shops goes to each one’s members alone', async () => {
    const [one, other] = [await aShop(), await aShop()];
    const buyer = await somebody();
    const order = sampleOrder(buyer.userId, [
      orderLine({ sellerId: one.owner.userId, title: 'Shelf' }),
      orderLine({ sellerId: other.owner.userId, title: 'Lamp' }),
    ]);
    await kit.deliver(order.paid);
    for (const [shop, mine, theirs] of [
      [one, 'Shelf', 'Lamp'],
      [other, 'Lamp', 'Shelf'],
    ] as const)
      for (const who of [shop.owner, shop.staff]) {
        const [news] = await bell(who);
        expect(news?.body).toContain(mine);
        expect(JSON.stringify(await bell(who))).not.toContain(theirs);
      }
  });
});
