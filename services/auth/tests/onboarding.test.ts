import { newId, UserId } from '@credenza/contracts';
import { Conflict, Forbidden } from '@credenza/service-kit';
import { eventually, type Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ChecklistInput, type ChecklistRow, checkedRows, missingRows } from '../src/checklist.ts';
import type { Context } from '../src/context.ts';
import { DocumentId } from '../src/document.ts';
import { acceptTerms, activateShop, firstState, noteProduct } from '../src/onboarding.ts';
import { openShop, type ShopState } from '../src/shop.ts';
import { listShops } from '../src/shop-queue.store.ts';
import { as, newcomer, type Person, startAuthWithAdmin } from './harness.ts';
import { productOf } from './product-samples.ts';
import { after, aShop, fullProfile, iban, now } from './shop-samples.ts';

const everything = ChecklistInput.parse({
  rows: [
    { kind: 'profile', title: 'Tell us about your shop' },
    { kind: 'document', documentKind: 'trade-licence', title: 'Trade licence', text: 'Not older than a year.' },
    { kind: 'payout-account', title: 'Where we pay to' },
    { kind: 'terms', termsVersion: '2026-01', title: 'Our terms' },
    { kind: 'product', title: 'Your first product' },
    { kind: 'document', documentKind: 'logo', title: 'A logo', required: false },
  ],
}).rows;
const owner = (shop: { _id: string }) => UserId.parse(shop._id);
const paper = (kind: string) => ({
  documentId: newId(DocumentId),
  kind,
  name: `${kind}.pdf`,
  type: 'application/pdf',
  size: 1,
  uploadedAt: now,
  uploadedBy: newId(UserId),
});
const payout = { sealed: 'x', masked: 'DE •••• 3000', givenAt: now, givenBy: newId(UserId) };
const terms = (version: string) => ({ version, acceptedAt: now, acceptedBy: newId(UserId) });

describe('the checklist', () => {
  test('says row by row what a shop has and what it lacks', () => {
    const shop = aShop({ state: 'applied', documents: [paper('logo')], description: 'Oak.' });
    expect(checkedRows(everything, shop).map(({ title, done }) => [title, done])).toEqual([
      ['Tell us about your shop', false],
      ['Trade licence', false],
      ['Where we pay to', false],
      ['Our terms', false],
      ['Your first product', false],
      ['A logo', true],
    ]);
    expect(checkedRows(everything, shop)[0]?.lacking).toEqual(['address', 'taxId', 'contactEmail']);
    expect(missingRows(everything, shop)).not.toContain('A logo');
  });

  test('lets a shop open when it has all that is required, and not before', () => {
    const shop = aShop({ state: 'applied' });
    const complete = {
      ...shop,
      ...fullProfile,
      documents: [paper('trade-licence')],
      payout,
      terms: terms('2026-01'),
      hasProduct: true as const,
    };
    expect(activateShop(complete, everything).state).toMatchObject({ state: 'active' });
    expect(() => activateShop({ ...complete, payout: undefined }, everything)).toThrow('Where we pay to');
    expect(() => activateShop({ ...complete, terms: terms('2025-01') }, everything)).toThrow('Our terms');
    expect(() => activateShop({ ...complete, state: 'suspended' }, everything)).toThrow(Conflict);
  });

  test('without rows opens a shop at once', () => {
    expect([firstState([]), firstState(everything)]).toEqual(['active', 'applied']);
  });

  test('takes the terms that apply, from an owner, once', () => {
    const shop = aShop();
    const accepted = { actor: owner(shop), version: '2026-01' };
    const decision = acceptTerms(shop, accepted, everything, now);
    expect(decision?.state).toEqual({ terms: { version: '2026-01', acceptedAt: now, acceptedBy: shop._id } });
    expect(acceptTerms(after(shop, decision), accepted, everything, now)).toBeUndefined();
    expect(() => acceptTerms(shop, { ...accepted, version: '2019' }, everything, now)).toThrow(Conflict);
    expect(() => acceptTerms(shop, accepted, [], now)).toThrow('no terms');
    expect(() => acceptTerms(shop, { ...accepted, actor: newId(UserId) }, everything, now)).toThrow(Forbidden);
  });

  test('remembers a first product once', () => {
    const shop = aShop();
    expect(noteProduct(after(shop, noteProduct(shop)))).toBeUndefined();
  });

  test.each([
    ['the same document twice', [0, 0].map(() => ({ kind: 'document', documentKind: 'id', title: 'x' }))],
    ['two terms', ['1', '2'].map((termsVersion) => ({ kind: 'terms', termsVersion, title: 'x' }))],
    ['an unknown kind', [{ kind: 'blood', title: 'x' }]],
    ['no title', [{ kind: 'profile' }]],
    ['a document without its kind', [{ kind: 'document', title: 'x' }]],
  ])('with %s is refused', (_what, rows) => {
    expect(ChecklistInput.safeParse({ rows }).success).toBe(false);
  });
});

describe('over HTTP', () => {
  let kit: Harness<Context>;
  let admin: Person;

  beforeAll(async () => {
    ({ kit, admin } = await startAuthWithAdmin());
  });
  afterAll(() => kit?.stop());
  beforeEach(async () => {
    await as(kit, admin).put('/api/auth/shops/checklist', { rows: [] }).expect(200);
  });

  const ask = async (rows: unknown) => await as(kit, admin).put('/api/auth/shops/checklist', { rows }).expect(200);
  const checklist = async (who: Person) => (await as(kit, who).get('/api/auth/shop/checklist').expect(200)).body;
  const activate = (who: Person) => as(kit, admin).post(`/api/auth/shops/${who.userId}/activate`);
  async function queue(): Promise<string[]> {
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await as(kit, admin).get(`/api/auth/shops?state=applied&complete=true&limit=2${cursor}`);
      ids.push(...body.items.map((item: { sellerId: string }) => item.sellerId));
      if (!body.nextCursor) return ids;
      cursor = `&cursor=${body.nextCursor}`;
    }
  }

  test('a shop applies, sees what is missing, is in the queue when it is complete, and an admin opens it', async () => {
    await ask(everything);
    const seller = await newcomer(kit, { role: 'seller' });
    const me = as(kit, seller);
    expect((await me.get('/api/auth/shop').expect(200)).body.state).toBe('applied');
    expect((await checklist(seller)).complete).toBe(false);
    expect((await activate(seller).expect(409)).body.missing).toContain('Our terms');

    await me.patch('/api/auth/shop', fullProfile, 1).expect(200);
    await me.put('/api/auth/shop/payout-account', iban).expect(200);
    await me.post('/api/auth/shop/terms', { version: '2025-01' }).expect(409);
    await me.post('/api/auth/shop/terms', { version: '2026-01' }).expect(200);
    await me
      .post('/api/auth/shop/documents?kind=trade-licence&name=licence.pdf')
      .set('content-type', 'application/pdf')
      .send('%PDF-1.7')
      .expect(201);
    expect(await queue()).not.toContain(seller.userId);
    const product = productOf(seller.userId);
    await kit.deliver(product);
    await kit.deliver(product);
    expect(await checklist(seller)).toMatchObject({
      complete: true,
      rows: [{ done: true }, { done: true }, { done: true }, { done: true }, { done: true }, { done: false }],
    });
    expect(await queue()).toContain(seller.userId);

    const { version } = (await me.get('/api/auth/shop')).body;
    await activate(seller)
      .set('if-match', `"${version - 1}"`)
      .expect(412);
    expect((await activate(seller).set('if-match', `"${version}"`).expect(200)).body.state).toBe('active');
    await activate(seller).expect(409);
    expect(await queue()).not.toContain(seller.userId);
    await kit.published('seller.updated', ({ subject, data }) => {
      const told = data as { state: string; changes: string[] };
      return subject === seller.userId && told.state === 'active' && told.changes.includes('state');
    });
  });

  test('a marketplace that asks for nothing opens shops at once, and one that begins to ask leaves them open', async () => {
    const before = await newcomer(kit, { role: 'seller' });
    await ask(everything);
    const later = await newcomer(kit, { role: 'seller' });
    expect((await as(kit, before).get('/api/auth/shop')).body.state).toBe('active');
    expect((await as(kit, later).get('/api/auth/shop')).body.state).toBe('applied');
  });

  test('the checklist is read as it is now: a row that is taken away is not missing any more', async () => {
    await ask([{ kind: 'payout-account', title: 'Account' }]);
    const seller = await newcomer(kit, { role: 'seller' });
    expect(await queue()).not.toContain(seller.userId);
    await ask([{ kind: 'payout-account', title: 'Account', required: false }]);
    expect(await queue()).toContain(seller.userId);
    expect(await checklist(seller)).toMatchObject({ complete: true, rows: [{ done: false }] });
  });

  test('two admins who have read the same checklist do not overwrite each other', async () => {
    const { headers, body } = await as(kit, admin).get('/api/auth/shops/checklist').expect(200);
    expect(headers.etag).toBe(`"${body.version}"`);
    const answers = await Promise.all(
      ['A', 'B'].map((title) =>
        as(kit, admin).put('/api/auth/shops/checklist', { rows: [{ kind: 'profile', title }] }, body.version),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    await kit.http
      .put('/api/auth/shops/checklist')
      .set('authorization', admin.authorization)
      .send({ rows: [] })
      .expect(428);
  });

  test('an event about a product of a shop that is not known yet is no trouble', async () => {
    expect((await kit.deliver(productOf(newId(UserId)))).status).toBe('SUCCESS');
    expect(await kit.running.inbox.deliveries.countDocuments({ type: 'product.updated' })).toBe(0);
  });

  test('an admin suspends with a reason, opens again and closes; whoever is not in that state stays', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const at = `/api/auth/shops/${seller.userId}`;
    await as(kit, admin).post(`${at}/suspend`, {}).expect(400);
    await as(kit, admin).post(`${at}/reactivate`).expect(409);
    const { body } = await as(kit, admin).post(`${at}/suspend`, { reason: 'Nothing was sent.' }).expect(200);
    expect(body).toMatchObject({ state: 'suspended', reason: 'Nothing was sent.' });
    expect((await as(kit, seller).get('/api/auth/shop').expect(200)).body.reason).toBe('Nothing was sent.');
    const event = await kit.published('seller.updated', (one) => {
      return one.subject === seller.userId && one.aggregateversion === body.version;
    });
    expect(event.data).toMatchObject({ state: 'suspended', reason: 'Nothing was sent.', changes: ['state'] });
    await as(kit, admin).post(`${at}/reactivate`).expect(200);
    await as(kit, admin).post(`${at}/close`, { reason: 'Asked for by the shop.' }).expect(200);
    await as(kit, admin).post(`${at}/reactivate`).expect(409);
    const acts = await kit.running.audit.records
      .find({ subject: seller.userId, actor: admin.userId })
      .sort({ _id: 1 })
      .lean();
    expect(acts.map(({ act }) => act)).toEqual(['shop.suspended', 'shop.reactivated', 'shop.closed']);
    await as(kit, admin)
      .post(`/api/auth/shops/${newId(UserId)}/suspend`, { reason: 'x' })
      .expect(404);
  });

  test('of ten admins who suspend and reactivate at once each finds the shop in the right state or is refused', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const at = `/api/auth/shops/${seller.userId}`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        n % 2 ? as(kit, admin).post(`${at}/reactivate`) : as(kit, admin).post(`${at}/suspend`, { reason: 'x' }),
      ),
    );
    const done = answers.filter(({ status }) => status === 200).map(({ body }) => [body.version, body.state]);
    const inOrder = done.sort(([one], [other]) => one - other).map(([, state]) => state);
    inOrder.forEach((state, n) => void expect(state).toBe(n % 2 ? 'active' : 'suspended'));
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect((await kit.running.context.shops.get(seller.userId)).version).toBe(1 + done.length);
  });

  test('an admin reads where the money goes, which is written down', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const at = `/api/auth/shops/${seller.userId}/payout-account`;
    await as(kit, admin).get(at).expect(404);
    await as(kit, seller).put('/api/auth/shop/payout-account', iban).expect(200);
    const { body, headers } = await as(kit, admin).get(at).expect(200);
    expect(body).toEqual({ ...iban, iban: 'DE89370400440532013000' });
    expect(headers['cache-control']).toBe('private, no-store');
    expect(await kit.running.audit.records.countDocuments({ act: 'payout-account.read', subject: seller.userId })).toBe(
      1,
    );
  });

  test('the queue finds the same shops as the rule does', async () => {
    const { shops } = kit.running.context;
    const piece = fc.record(
      {
        description: fc.constant('Oak.'),
        address: fc.constant(fullProfile.address),
        taxId: fc.constant('SE55'),
        contactEmail: fc.constant('a@example.com'),
        payout: fc.constant(payout),
        terms: fc.constantFrom('2025-01', '2026-01').map(terms),
        hasProduct: fc.constant(true as const),
        documents: fc.subarray(['trade-licence', 'logo', 'other']).map((kinds) => kinds.map(paper)),
      },
      { requiredKeys: ['documents'] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 6 }),
        fc.subarray(everything),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        async (pieces, asked, required) => {
          const rows: ChecklistRow[] = asked.map((row, n) => ({ ...row, required: required[n] ?? true }));
          await shops.model.deleteMany({ name: 'of the property' });
          const made = pieces.map((one): [UserId, ShopState] => {
            const founder = newId(UserId);
            const { state } = openShop(founder, { name: 'of the property', state: 'applied', now });
            return [founder, { ...state, ...one }];
          });
          for (const [id, state] of made) await shops.create(id, state);
          const found = (await listShops(shops, { limit: 100, state: 'applied', complete: rows })).map(
            ({ _id }) => _id,
          );
          for (const [id, state] of made)
            expect([id, found.includes(id)]).toEqual([id, missingRows(rows, state).length === 0]);
        },
      ),
      { numRuns: 60 },
    );
    await eventually(async () => (await shops.model.deleteMany({ name: 'of the property' })).acknowledged);
  });
});
