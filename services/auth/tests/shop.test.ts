import { newId, SellerState, UserId } from '@credenza/contracts';
import { Conflict, Forbidden } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeProfile } from '../src/change-profile.ts';
import { maskOf, PayoutAccount } from '../src/payout-account.ts';
import { giveUpShop, moveShop, openShop } from '../src/shop.ts';
import { missingOf, ProfilePatch } from '../src/shop-profile.ts';
import { stateAfter, transitions } from '../src/shop-state.ts';
import { after, aShop, fullProfile, iban, now } from './shop-samples.ts';

const steps = ['activate', 'suspend', 'reactivate', 'close'] as const;

describe('a shop', () => {
  test('bears the id of its founder, who owns it, and is announced', () => {
    const founder = newId(UserId);
    const { state, facts } = openShop(founder, { name: 'Oak', state: 'applied', now });
    expect(state).toMatchObject({ state: 'applied', members: [{ userId: founder, role: 'owner' }] });
    expect(facts).toMatchObject([
      { type: 'seller.updated', subject: founder, data: { state: 'applied', payoutReady: false, changes: ['opened'] } },
    ]);
  });

  test('goes from state to state as the table says, and no other way', () => {
    const allowed = SellerState.options.flatMap((state) =>
      steps.filter((step) => transitions[state][step]).map((step) => `${state} ${step} ${stateAfter(state, step)}`),
    );
    expect(allowed).toEqual([
      'applied activate active',
      'applied close closed',
      'active suspend suspended',
      'active close closed',
      'suspended reactivate active',
      'suspended close closed',
    ]);
    for (const state of SellerState.options)
      for (const step of steps.filter((one) => !transitions[state][one]))
        expect(() => stateAfter(state, step)).toThrow(Conflict);
  });

  test('that is suspended says why, and forgets it when it is open again', () => {
    const suspended = after(aShop(), moveShop(aShop(), 'suspend', 'Nothing was sent for weeks.'));
    expect(suspended.reason).toBe('Nothing was sent for weeks.');
    const open = moveShop(suspended, 'reactivate');
    expect(after(suspended, open)).toMatchObject({ state: 'active', reason: undefined });
    expect(open.facts).toMatchObject([{ data: { state: 'active', changes: ['state'] } }]);
    expect(open.facts[0]?.data).not.toHaveProperty('reason');
  });

  test('is given up by an owner, never by staff or a stranger', () => {
    const shop = aShop();
    const staff = newId(UserId);
    const withStaff = { ...shop, members: [...shop.members, { userId: staff, role: 'staff' as const, since: now }] };
    expect(giveUpShop(withStaff, UserId.parse(shop._id)).state).toMatchObject({ state: 'closed' });
    expect(() => giveUpShop(withStaff, staff)).toThrow(Forbidden);
    expect(() => giveUpShop(withStaff, newId(UserId))).toThrow(Forbidden);
  });
});

describe('a profile', () => {
  const patch = (input: unknown) => ProfilePatch.parse(input);
  const owner = (shop: { _id: string }) => UserId.parse(shop._id);

  test('tells the country with the change, and nothing when nothing is different', () => {
    const shop = aShop();
    const change = changeProfile(shop, owner(shop), patch(fullProfile));
    expect(change?.facts).toMatchObject([{ data: { country: 'SE', changes: ['profile'] } }]);
    expect(changeProfile(after(shop, change), owner(shop), patch(fullProfile))).toBeUndefined();
  });

  test('loses what is set to null, and is complete again when it has everything', () => {
    const shop = aShop();
    const full = after(shop, changeProfile(shop, owner(shop), patch(fullProfile)));
    expect(missingOf(full)).toEqual([]);
    const without = after(full, changeProfile(full, owner(full), patch({ taxId: null, address: null })));
    expect(missingOf(without)).toEqual(['address', 'taxId']);
  });

  test('keeps its currency once the shop has been opened', () => {
    const applied = aShop({ state: 'applied' });
    expect(changeProfile(applied, owner(applied), patch({ currency: 'SEK' }))?.state).toEqual({ currency: 'SEK' });
    const active = aShop();
    expect(() => changeProfile(active, owner(active), patch({ currency: 'SEK' }))).toThrow(Conflict);
    expect(changeProfile(active, owner(active), patch({ currency: 'EUR' }))).toBeUndefined();
  });

  test('is not changed by somebody who does not work there', () => {
    expect(() => changeProfile(aShop(), newId(UserId), patch({ name: 'Mine' }))).toThrow(Forbidden);
  });

  test.each([
    ['nothing', {}],
    ['no name', { name: null }],
    ['a country that there is not', { address: { ...fullProfile.address, country: 'XX' } }],
    ['an address in part', { address: { country: 'SE' } }],
    ['a currency that there is not', { currency: 'XQX' }],
    ['a tax id of signs', { taxId: '??!!' }],
    ['a contact that is no address', { contactEmail: 'lund' }],
    ['half a character', { description: 'oak \ud800' }],
    ['an unknown field', { state: 'active' }],
  ])('is refused with %s', (_what, input) => {
    expect(ProfilePatch.safeParse(input).success).toBe(false);
  });

  test('takes a tax id as people write it', () => {
    expect(patch({ taxId: 'se 5566 7788 9901' })).toEqual({ taxId: 'SE556677889901' });
  });
});

describe('a payout account', () => {
  test('is read as people write it, and shown without what a thief needs', () => {
    const account = PayoutAccount.parse(iban);
    expect(account).toMatchObject({ iban: 'DE89370400440532013000' });
    expect(maskOf(account)).toBe('DE •••• 3000');
    const local = PayoutAccount.parse({
      kind: 'account',
      holder: 'A. Smith',
      country: 'US',
      bankCode: '021000021',
      accountNumber: '1234-5678 90',
    });
    expect(maskOf(local)).toBe('US •••• 890');
  });

  test('with one digit mistyped is refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 21 }), fc.integer({ min: 1, max: 9 }), (place, by) => {
        const digits = [...iban.iban.replaceAll(' ', '')];
        const wrong = digits.with(place, String((Number(digits[place]) + by) % 10)).join('');
        expect(PayoutAccount.safeParse({ ...iban, iban: wrong }).success).toBe(false);
      }),
    );
  });

  test('and an address are refused, not thrown at, whatever stands in them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        PayoutAccount.safeParse({ ...iban, iban: text });
        PayoutAccount.safeParse({ kind: 'account', holder: text, country: text, bankCode: text, accountNumber: text });
        ProfilePatch.safeParse({ address: { ...fullProfile.address, country: text }, taxId: text, currency: text });
      }),
      { examples: [[''], ['??'], ['ZZ'], ['x'.repeat(50)]] },
    );
    expect(PayoutAccount.safeParse({ ...iban, iban: '' }).success).toBe(false);
  });

  test('never shows more than a third of its number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{4,34}$/), (accountNumber) => {
        const account = { kind: 'account', holder: 'x', country: 'IN', bankCode: 'HDFC0000001', accountNumber };
        const shown = maskOf(PayoutAccount.parse(account)).split(' ').at(-1) ?? '';
        expect(shown.length).toBeLessThanOrEqual(Math.min(4, accountNumber.length / 3));
      }),
    );
  });
});
