import { once } from 'node:events';
import { connect } from 'node:net';
import { type Envelope, EventId, envelope, newId } from '@credenza/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Aggregates, type Stored, Unavailable } from '../src/index.ts';
import { eventually, type Harness, startForTest } from '../src/testing/index.ts';
import { type Jar, jarBroken, jarFilled, type ToyContext, toy } from './toy.ts';

let kit: Harness<ToyContext>;

beforeAll(async () => {
  kit = await startForTest(toy);
});
afterAll(() => kit?.stop());
beforeEach(() => {
  kit.running.context.trouble.left = 0;
});

const jars = () => kit.running.context.jars;
const stored = (id: string) => jars().model.findById(id).lean();
const deadLetters = () => kit.running.inbox.deliveries.find({ status: 'dead' }).lean();
const deadLetter = (id: string) => kit.running.inbox.deliveries.findOne({ _id: id, status: 'dead' }).lean();

describe('events leave with the state they belong to', () => {
  test('an event goes through the broker and is handled, and its outbox is empty afterwards', async () => {
    await jars().create('jar-1', { owner: 'me', cookies: 3 }, [jarFilled.of({ jarId: 'jar-1', cookies: 3 })]);
    const event = await kit.published('jar.filled', (one) => one.subject === 'jar-1');
    expect(event).toMatchObject({
      specversion: '1.0',
      source: 'cart',
      aggregateversion: 1,
      data: { jarId: 'jar-1', cookies: 3 },
    });
    await eventually(() => kit.running.context.handled.get(event.id) === 1);
    const jar = await eventually(async () => {
      const found = await stored('jar-1');
      return found?.outbox.length === 0 && found;
    });
    expect(jar.outboxLease).toBeUndefined();
  });

  test('what a crash left in an outbox is published once its lease has run out', async () => {
    const event: Envelope = {
      specversion: '1.0',
      id: newId(EventId),
      source: 'cart',
      type: 'jar.filled',
      subject: 'jar-2',
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      aggregateversion: 1,
      data: { jarId: 'jar-2', cookies: 9 },
    };
    await jars().model.insertMany([
      { _id: 'jar-2', version: 1, owner: 'me', cookies: 9, outbox: [event], outboxLease: new Date(Date.now() - 1) },
    ]);
    await eventually(() => kit.running.context.handled.get(event.id) === 1);
  });

  test('an event that could not leave does not wait longer because its aggregate goes on changing', async () => {
    const id = 'jar-of-patience';
    const outboxLease = new Date(Date.now() + 10_000); // whoever had it has failed, and it is not time yet
    const outbox = [
      envelope(jarFilled.of({ jarId: id, cookies: 1 }), { source: 'cart', version: 1, time: new Date(0) }),
    ];
    await jars().model.insertMany([{ _id: id, version: 1, owner: 'me', cookies: 1, outbox, outboxLease }]);
    await jars().change(id, () => ({ state: { cookies: 2 }, facts: [jarFilled.of({ jarId: id, cookies: 2 })] }));
    await kit.published('jar.filled', (one) => one.subject === id && one.aggregateversion === 2);
    await eventually(async () => (await stored(id))?.outbox.length === 1);
    expect(await stored(id)).toMatchObject({ outbox, outboxLease });
  });

  test('a lost race writes neither state nor events', async () => {
    await jars().create('jar-3', { owner: 'me', cookies: 1 });
    expect(
      await jars().create('jar-3', { owner: 'you', cookies: 2 }, [jarFilled.of({ jarId: 'jar-3', cookies: 2 })]),
    ).toBe(false);
    expect((await stored('jar-3'))?.owner).toBe('me');
    expect((await stored('jar-3'))?.outbox).toEqual([]);
  });

  test('a rule may take a field away', async () => {
    await jars().create('jar-4', { owner: 'me', cookies: 1, label: 'oat' });
    await jars().change('jar-4', () => ({ state: { label: undefined }, facts: [] }));
    expect(await jars().get('jar-4')).toEqual({ _id: 'jar-4', version: 2, owner: 'me', cookies: 1 });
  });

  describe('many at once', () => {
    const ids = Array.from({ length: 8 }, (_, n) => `jar-of-many-${n}`);
    const fillToTen = (jar: Stored<Jar>) =>
      jar.cookies === 10
        ? undefined
        : { state: { cookies: 10 }, facts: [jarFilled.of({ jarId: jar._id, cookies: 10 })] };

    test('are changed each by its own guarded write with its own event, even those that others change meanwhile', async () => {
      for (const id of ids) await jars().create(id, { owner: 'me', cookies: 1 });
      const read = await Promise.all(ids.map((id) => jars().get(id)));
      await jars().change('jar-of-many-3', () => ({ state: { owner: 'you' }, facts: [] }));
      await jars().model.deleteOne({ _id: 'jar-of-many-5' });
      await jars().changeMany(read, fillToTen);
      expect(await jars().find('jar-of-many-5')).toBeUndefined();
      for (const id of ids.filter((one) => one !== 'jar-of-many-5')) {
        const events = await eventually(async () => {
          const found = await kit.running.relay.journal.find({ subject: id, type: 'jar.filled' }).lean();
          return found.length > 0 && found;
        });
        const raced = id === 'jar-of-many-3';
        expect(events.map(({ version }) => version)).toEqual([raced ? 3 : 2]);
        expect(await jars().get(id)).toMatchObject({
          cookies: 10,
          owner: raced ? 'you' : 'me',
          version: raced ? 3 : 2,
        });
        await eventually(async () => (await stored(id))?.outbox.length === 0);
      }
    });

    test('changes of one by 150 at once all count', async () => {
      await jars().create('jar-of-all', { owner: 'me', cookies: 0 });
      const add = () => jars().change('jar-of-all', ({ cookies }) => ({ state: { cookies: cookies + 1 }, facts: [] }));
      await Promise.all(Array.from({ length: 150 }, add));
      expect((await jars().get('jar-of-all')).cookies).toBe(150);
    });

    test('is unavailable to whoever others are always faster than; no refusal, so the same key may try again', async () => {
      await jars().create('jar-rush', { owner: 'me', cookies: 0 });
      /** Somebody else writes whenever this one has read. */
      class Outpaced extends Aggregates<Jar> {
        override async get(id: string) {
          const read = await super.get(id);
          await this.model.updateOne({ _id: id }, { $inc: { version: 1 } });
          return read;
        }
      }
      const { relay } = kit.running;
      const slow = new Outpaced(jars().model, { noun: 'jar', service: 'cart', relay, now: () => new Date() });
      const change = slow.change('jar-rush', ({ cookies }) => ({ state: { cookies: cookies + 1 }, facts: [] }));
      await expect(change).rejects.toThrow(Unavailable);
      expect(await stored('jar-rush')).toMatchObject({ cookies: 0 });
    });

    test('are left alone where the rule decides nothing', async () => {
      const read = await Promise.all(['jar-of-many-0', 'jar-of-many-1'].map((id) => jars().get(id)));
      await jars().changeMany(read, fillToTen);
      await jars().changeMany([], fillToTen);
      expect((await jars().get('jar-of-many-0')).version).toBe(2);
    });
  });

  test('a journal can be published again, and nothing is done twice', async () => {
    await jars().create('jar-5', { owner: 'me', cookies: 1 }, [jarFilled.of({ jarId: 'jar-5', cookies: 1 })]);
    const event = await kit.published('jar.filled', (one) => one.subject === 'jar-5');
    await eventually(() => kit.running.context.handled.get(event.id) === 1);
    const admin = await kit.user('admin');
    const answer = await kit.http
      .post('/api/cart/admin/events/republish')
      .set('authorization', admin.authorization)
      .send({ subject: 'jar-5' });
    expect(answer.body).toEqual({ published: 1, failed: 0 });
    await kit.deliver(jarFilled.of({ jarId: 'jar-5', cookies: 1 }), { id: event.id });
    expect(kit.running.context.handled.get(event.id)).toBe(1);
  });
});

describe('events come in', () => {
  test('the sidecar learns every subscription', async () => {
    const answer = await kit.http.get('/dapr/subscribe').set('dapr-api-token', kit.appToken).expect(200);
    expect(answer.body).toContainEqual({ pubsubname: 'pubsub', topic: 'jar.filled', route: '/events/jar.filled' });
  });

  test('a handler that throws runs again until it succeeds, without the sidecar', async () => {
    kit.running.context.trouble.left = 2;
    const { status, event } = await kit.deliver(jarFilled.of({ jarId: 'x', cookies: 1 }));
    expect(status).toBe('SUCCESS');
    await eventually(() => kit.running.context.handled.get(event.id) === 1);
    await eventually(async () => (await kit.running.inbox.deliveries.countDocuments({ _id: event.id })) === 0);
  });

  test('handlers that wait for something slow do not keep each other from their next try', async () => {
    const { trouble, handled } = kit.running.context;
    const crowd = 4;
    let inside = 0;
    let open = () => {};
    const everybodyIsIn = new Promise<void>((resolve) => {
      open = resolve;
    });
    trouble.left = crowd;
    trouble.hold = async () => {
      inside += 1;
      if (inside === crowd) open();
      await everybodyIsIn;
    };
    const fact = jarFilled.of({ jarId: 'x', cookies: 1 });
    const sent = await Promise.all(Array.from({ length: crowd }, () => kit.deliver(fact)));
    for (const { event } of sent) await eventually(() => handled.get(event.id) === 1);
    trouble.hold = undefined;
  });

  test('after the last attempt it is a dead letter, which an admin can replay', async () => {
    kit.running.context.trouble.left = 3;
    const { event } = await kit.deliver(jarFilled.of({ jarId: 'x', cookies: 1 }));
    const dead = await eventually(() => deadLetter(event.id).then((found) => found ?? undefined));
    expect(dead).toMatchObject({ attempts: 3, error: 'Error: the kitchen is closed' });
    const admin = await kit.user('admin');
    const list = await kit.http
      .get('/api/cart/admin/dead-letters')
      .set('authorization', admin.authorization)
      .expect(200);
    expect(list.body.items.map((one: { deadLetterId: string }) => one.deadLetterId)).toContain(event.id);
    await kit.http
      .post(`/api/cart/admin/dead-letters/${event.id}/replay`)
      .set('authorization', admin.authorization)
      .expect(202);
    await eventually(() => kit.running.context.handled.get(event.id) === 1);
    await kit.http
      .get(`/api/cart/admin/dead-letters/${event.id}`)
      .set('authorization', admin.authorization)
      .expect(404);
  });

  test('Reject makes a dead letter at once, and discarding it is audited', async () => {
    const { event } = await kit.deliver(jarBroken.of({ jarId: 'x', how: 'unbelievable' }));
    expect(await deadLetter(event.id)).toMatchObject({ attempts: 1, error: 'Reject: jars do not fly' });
    const admin = await kit.user('admin');
    await kit.http
      .delete(`/api/cart/admin/dead-letters/${event.id}`)
      .set('authorization', admin.authorization)
      .expect(204);
    const log = await kit.http
      .get(`/api/cart/admin/audit?subject=${event.id}`)
      .set('authorization', admin.authorization);
    expect(log.body.items[0]).toMatchObject({ act: 'dead-letter.discarded', actor: admin.userId });
  });

  test('a dead letter is shown, replayed and discarded to admins alone, and not without an entry in the audit log', async () => {
    const { event } = await kit.deliver(jarBroken.of({ jarId: 'y', how: 'unbelievable' }));
    const path = `/api/cart/admin/dead-letters/${event.id}`;
    const [admin, seller] = [await kit.user('admin'), await kit.user('seller')];
    const calls = [
      () => kit.http.get(path),
      () => kit.http.post(`${path}/replay`),
      () => kit.http.delete(path),
      () => kit.http.get('/api/cart/admin/dead-letters'),
      () => kit.http.post('/api/cart/admin/events/republish').send({}),
    ];
    for (const call of calls) {
      await call().expect(401);
      await call().set('authorization', seller.authorization).expect(403);
    }
    const { db, audit } = kit.running;
    const entries = () => audit.records.countDocuments({ subject: event.id });
    await db.db?.command({ collMod: 'audit', validator: { nobody: { $exists: true } } });
    for (const call of calls.slice(0, 3)) await call().set('authorization', admin.authorization).expect(500);
    await db.db?.command({ collMod: 'audit', validator: {} });
    expect(await entries()).toBe(0);
    expect(await deadLetter(event.id)).toMatchObject({ attempts: 1 });

    const { body } = await kit.http.get(path).set('authorization', admin.authorization).expect(200);
    expect(body).toMatchObject({ deadLetterId: event.id, type: 'jar.broken', event: { data: { jarId: 'y' } } });
    await kit.http.delete(path).set('authorization', admin.authorization).expect(204);
    await kit.http.delete(path).set('authorization', admin.authorization).expect(404);
    expect(await entries()).toBe(2);
    expect(await audit.records.findOne({ subject: event.id, act: 'dead-letter.discarded' }).lean()).toMatchObject({
      detail: { event: { id: event.id } },
    });
  });

  test('an event that does not fit its schema is a dead letter, not a loop and not a loss', async () => {
    const { event } = await kit.deliver({ type: 'jar.filled', subject: 'x', data: { jarId: 7 } });
    expect(await deadLetter(event.id)).toMatchObject({ status: 'dead' });
  });

  test.each([
    ['an unreadable body', '{"id":', '{"id":'],
    ['no CloudEvent', '{"hello":"world"}', { hello: 'world' }],
  ])('%s is kept as it came, for a person to look at', async (_what, body, held) => {
    const before = new Set((await deadLetters()).map(({ _id }) => _id));
    const answer = await kit.http
      .post('/events/jar.filled')
      .set('dapr-api-token', kit.appToken)
      .set('content-type', 'application/cloudevents+json')
      .send(body);
    expect([answer.status, answer.body.status]).toEqual([200, 'SUCCESS']);
    const [kept, ...more] = (await deadLetters()).filter(({ _id }) => !before.has(_id));
    expect(more).toEqual([]);
    expect(kept?.event).toEqual(held);
  });

  test('a body that ends in the middle, because its sidecar died, is no dead letter', async () => {
    const before = (await deadLetters()).length;
    const head = `POST /events/jar.filled HTTP/1.1\r\nhost: x\r\ndapr-api-token: ${kit.appToken}\r\ncontent-length: 500`;
    for (let n = 0; n < 10; n += 1) {
      const socket = connect(kit.running.port, '127.0.0.1');
      socket.write(`${head}\r\n\r\n{"id":`, () => socket.destroySoon());
      await once(socket, 'close');
    }
    await kit.deliver({ type: 'jar.filled', subject: 'x', data: { jarId: 7 } }); // this one is, and comes after them
    expect((await deadLetters()).length).toBe(before + 1);
  });

  test('a topic that this version does not know is asked for again, never answered with 404', async () => {
    for (const path of ['/events/jar.painted', '/events/a/b/c']) {
      const answer = await kit.http.post(path).set('dapr-api-token', kit.appToken).send({});
      expect([answer.status, answer.body.status]).toEqual([200, 'RETRY']);
    }
  });

  test('the same event twice is handled once', async () => {
    const id = newId(EventId);
    await kit.deliver(jarFilled.of({ jarId: 'x', cookies: 1 }), { id });
    await kit.deliver(jarFilled.of({ jarId: 'x', cookies: 1 }), { id });
    expect(kit.running.context.handled.get(id)).toBe(1);
  });
});

describe('jobs', () => {
  test('ticks of several sidecars at once make one run', async () => {
    const { ticks } = kit.running.context;
    const before = ticks.count;
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    ticks.hold = () => ended;
    const answers: boolean[] = [];
    const tick = async () => {
      const { body } = await kit.http.post('/jobs/count').set('dapr-api-token', kit.appToken).expect(200);
      answers.push(body.ran);
    };
    await kit.http.options('/jobs/count').set('dapr-api-token', kit.appToken).expect(200);
    const all = Promise.all(Array.from({ length: 4 }, tick));
    await eventually(() => ticks.count > before && answers.length === 3);
    end();
    await all;
    expect(answers).toEqual([false, false, false, true]);
    expect(ticks.count).toBe(before + 1);
    ticks.hold = undefined;
    await tick();
    expect(ticks.count).toBe(before + 2);
  });
});
