import { answeringServices, newId, PrivacyRequestId, type ServiceName, UserId } from '@credenza/contracts';
import { Conflict } from '@credenza/service-kit';
import { expect, test } from '@jest/globals';
import { emptyAccount, emptyShop } from '../src/erase-account.ts';
import {
  askAgain,
  giveUp,
  missingOf,
  noteAnswer,
  openRequest,
  type PrivacyAnswer,
  type StoredRequest,
} from '../src/privacy-request.ts';
import { privacyView } from '../src/privacy-view.ts';
import { openShop } from '../src/shop.ts';

const now = new Date('2026-03-01T12:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const userId = newId(UserId);

function request(kind: 'export' | 'erasure' = 'export'): StoredRequest {
  const requestId = newId(PrivacyRequestId);
  const { state } = openRequest(requestId, { kind, userId, requestedBy: userId }, now);
  return { ...state, _id: requestId, version: 1 };
}

const answer = (service: ServiceName, over: Partial<PrivacyAnswer> = {}): PrivacyAnswer => ({
  service,
  outcome: 'done',
  records: 1,
  at: days(1),
  version: 2,
  ...over,
});

function noted(before: StoredRequest, ...answers: PrivacyAnswer[]): StoredRequest {
  let so = before;
  for (const one of answers) so = Object.assign({}, so, noteAnswer(so, one)?.state ?? {});
  return so;
}

test('every service is told whom a request is about, and until when to keep its part', () => {
  const requestId = newId(PrivacyRequestId);
  const sellerId = newId(UserId);
  const { facts } = openRequest(requestId, { kind: 'erasure', userId, sellerId, requestedBy: newId(UserId) }, now);
  expect(facts).toEqual([
    {
      type: 'privacy.requested',
      subject: requestId,
      data: { requestId, kind: 'erasure', userId, sellerId, keepUntil: days(7).toISOString() },
    },
  ]);
});

test('a request is complete when the last service has answered, in whatever order they do', () => {
  const all = answeringServices.map((service) => answer(service));
  const almost = noted(request(), ...all.slice(1).reverse());
  expect(missingOf(almost)).toEqual([answeringServices[0]]);
  expect(almost.completedAt).toBeUndefined();
  const complete = noted(almost, ...all.slice(0, 1));
  expect(complete).toMatchObject({ completedAt: days(1), openOf: undefined });
  expect(privacyView(complete)).toMatchObject({ state: 'complete', archiveUntil: days(7).toISOString() });
});

test('of what a service says the newest counts, however late the rest comes', () => {
  const waits = answer('order', { outcome: 'waiting', reasons: ['An order is not over.'], version: 2 });
  const does = answer('order', { version: 4, records: 7 });
  for (const answers of [
    [waits, does],
    [does, waits],
    [does, does],
  ]) {
    const [report] = privacyView(noted(request(), ...answers)).services.filter(({ service }) => service === 'order');
    expect(report).toMatchObject({ state: 'done', records: 7 });
  }
  const [waiting] = privacyView(noted(request(), waits)).services.filter(({ service }) => service === 'order');
  expect(waiting).toMatchObject({ state: 'waiting', reasons: ['An order is not over.'] });
  expect(noteAnswer(noted(request(), does), waits)).toBeUndefined();
});

test('the report names those who have said nothing', () => {
  const { services, state } = privacyView(noted(request('erasure'), answer('cart')));
  expect(state).toBe('under-way');
  expect(services.filter((one) => one.state === 'asked').map(({ service }) => service)).toEqual(
    answeringServices.filter((name) => name !== 'cart'),
  );
});

test('services can be asked again until all have answered', () => {
  const open = noted(request(), answer('cart'));
  expect(askAgain(open).facts.map(({ type, subject }) => [type, subject])).toEqual([['privacy.requested', open._id]]);
  const complete = noted(request(), ...answeringServices.map((service) => answer(service)));
  expect(() => askAgain(complete)).toThrow(Conflict);
});

test('an export that nobody has completed in time stands in the way of no other one; an erasure goes on', () => {
  expect(giveUp(request(), days(6))).toBeUndefined();
  expect(giveUp(request(), days(8))).toEqual({ state: { openOf: undefined }, facts: [] });
  expect(giveUp(request('erasure'), days(80))).toBeUndefined();
});

test('an erased account has no name and no address, and its sessions have ended', () => {
  const account = {
    _id: userId,
    version: 3,
    email: 'ada@example.com',
    name: 'Ada',
    role: 'buyer' as const,
    passwordHash: 'x',
    passwordSerial: 4,
    createdAt: now,
  };
  const change = emptyAccount(account, 'y', days(1));
  expect(change?.state).toMatchObject({ passwordSerial: 5, passwordHash: 'y', erasedAt: days(1) });
  expect(JSON.stringify(change)).not.toMatch(/ada/i);
  expect(change?.facts).toEqual([]);
  expect(emptyAccount({ ...account, erasedAt: now }, 'y', now)).toBeUndefined();
});

test('a shop that goes with its owner is closed and empty, says so, and does so once', () => {
  const { state } = openShop(userId, { name: 'Oak', state: 'active', now });
  const shop = { ...state, _id: userId, version: 1, taxId: 'DE1', contactEmail: 'a@example.com', description: 'Oak.' };
  const change = emptyShop(shop);
  expect(change?.facts).toEqual([expect.objectContaining({ type: 'seller.updated' })]);
  const after = Object.assign({}, shop, change?.state);
  expect(after).toMatchObject({ state: 'closed', name: 'Closed shop', taxId: undefined, members: state.members });
  expect(emptyShop(after)).toBeUndefined();
});
