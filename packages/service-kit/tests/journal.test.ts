import { type Envelope, EventId, JournalPage, newId } from '@credenza/contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, type Harness, startForTest } from '../src/testing/index.ts';
import { type ToyContext, toy } from './toy.ts';

let kit: Harness<ToyContext>;

beforeAll(async () => {
  kit = await startForTest(toy);
  const entries = Array.from({ length: 25 }, (_, n) => eventOf(n % 5 === 0 ? 'jar.broken' : 'jar.filled', `jar-${n}`));
  // Published in another order than they happened in.
  for (const [index, event] of entries.toReversed().entries()) await keep(event, new Date(1_800_000_000_000 + index));
});
afterAll(() => kit?.stop());

const journal = () => kit.running.relay.journal;
const internal = (body: object) =>
  kit.http.post('/internal/events').set('dapr-api-token', kit.appToken).send(body).expect(200);

function eventOf(type: string, jarId: string, padding = ''): Envelope {
  return {
    specversion: '1.0',
    id: newId(EventId),
    source: 'cart',
    type,
    subject: jarId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    aggregateversion: 1,
    data: { jarId, padding },
  };
}

async function keep(event: Envelope, publishedAt: Date): Promise<void> {
  const { id, type, subject, aggregateversion } = event;
  await journal().insertMany([{ _id: id, type, subject, version: aggregateversion, envelope: event, publishedAt }]);
}

async function readAll(query: object): Promise<JournalPage[]> {
  const pages: JournalPage[] = [];
  let from: string | undefined;
  do {
    const page = JournalPage.parse((await internal({ ...query, from })).body);
    pages.push(page);
    from = page.next;
  } while (from);
  return pages;
}

test('the pages of a journal hold every event once, in the order in which they happened', async () => {
  const pages = await readAll({ limit: 4 });
  expect(pages.map(({ events }) => events.length)).toEqual([4, 4, 4, 4, 4, 4, 1]);
  const subjects = pages.flatMap(({ events }) => events.map(({ subject }) => subject));
  expect(subjects).toEqual(Array.from({ length: 25 }, (_, n) => `jar-${n}`));
});

test('a reader gets the types that it asks for and no others', async () => {
  const pages = await readAll({ types: ['jar.broken'], limit: 2 });
  const events = pages.flatMap((page) => page.events);
  expect(events.map(({ subject }) => subject)).toEqual(['jar-0', 'jar-5', 'jar-10', 'jar-15', 'jar-20']);
  expect(pages.map((page) => page.events.length)).toEqual([2, 2, 1]);
});

test('a page of large events ends before it is too large for a sidecar', async () => {
  const large = Array.from({ length: 5 }, () => eventOf('jar.large', 'jar-large', 'x'.repeat(600_000)));
  for (const event of large) await keep(event, new Date());
  const pages = await readAll({ types: ['jar.large'], limit: 500 });
  expect(pages.map(({ events }) => events.length)).toEqual([2, 2, 1]);
  await journal().deleteMany({ type: 'jar.large' });
});

test('a reader learns since when everything is kept, and up to where nothing can come late', async () => {
  const before = newId(EventId);
  const waiting = eventOf('jar.filled', 'jar-waiting');
  const lease = { outbox: [waiting], outboxLease: new Date(Date.now() + 600_000) };
  await kit.running.context.jars.model.insertMany([{ _id: 'jar-w', version: 1, owner: 'me', cookies: 1, ...lease }]);
  const page = JournalPage.parse((await internal({ limit: 1 })).body);
  expect(page).toMatchObject({ since: new Date(1_800_000_000_000).toISOString(), upTo: waiting.id });
  expect(page.now > waiting.id).toBe(true);
  await kit.running.context.jars.model.updateOne({ _id: 'jar-w' }, { outboxLease: new Date(0) });
  await kit.running.relay.sweep();
  const later = await eventually(async () => {
    const read = JournalPage.parse((await internal({ limit: 1, from: page.upTo })).body);
    return read.upTo > waiting.id && read;
  });
  expect(later.events).toEqual([waiting]);
  expect(later.upTo).toBe(later.now);
  expect(later.upTo > before).toBe(true);
});

test('admins read it page by page, and the audit log says so once; nobody else does', async () => {
  const admin = await kit.user('admin');
  const get = (query: string) =>
    kit.http.get(`/api/cart/admin/events${query}`).set('authorization', admin.authorization);
  const first = await get('?types=jar.broken,jar.unknown&limit=3').expect(200);
  expect(first.body.items).toHaveLength(3);
  const rest = await get(`?types=jar.broken&limit=3&cursor=${first.body.nextCursor}`).expect(200);
  expect(rest.body.items.map(({ subject }: { subject: string }) => subject)).toEqual(['jar-15', 'jar-20']);
  expect(rest.body.nextCursor).toBeUndefined();
  expect((await get('?subject=jar-7').expect(200)).body.items).toHaveLength(1);
  await get('?cursor=evt_x').expect(400);
  expect(await kit.running.audit.records.countDocuments({ act: 'events.read', actor: admin.userId })).toBe(2);
  for (const role of ['buyer', 'seller'] as const) {
    const { authorization } = await kit.user(role);
    await kit.http.get('/api/cart/admin/events').set('authorization', authorization).expect(403);
  }
  await kit.http.get('/api/cart/admin/events').expect(401);
  await kit.http.post('/internal/events').send({}).expect(401);
  await kit.http.post('/internal/events').set('authorization', admin.authorization).send({}).expect(401);
});
