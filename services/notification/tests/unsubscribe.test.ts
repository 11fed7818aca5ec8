import { newId, UserId } from '@credenza/contracts';
import type { Harness, TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Context } from '../src/context.ts';
import { UnsubscribeLinks } from '../src/unsubscribe-links.ts';
import { addressOf, type MailServer, startMailServer } from './mail-server.ts';
import { samplePart } from './part-samples.ts';
import { registration, sampleOrder } from './samples.ts';
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

const emailOf = ({ userId }: { userId: string }) => `${userId}@example.com`;
const mailOf = async (user: TestUser, template: string) => {
  const mails = await kit.running.db
    .collection('mails')
    .find({ 'to.address': emailOf(user), template })
    .toArray();
  return mails.length;
};
const pathIn = (url: unknown) => new URL(String(url)).pathname;

/** A buyer who has got a mail about a parcel, and the link in it. */
async function scene(languages?: string[]) {
  const buyer = await kit.user('buyer');
  await kit.deliver(registration(buyer.userId, { ...(languages && { languages }) }));
  const parts = () => samplePart(buyer.userId, newId(UserId));
  await kit.deliver(parts().shipped);
  const mail = await post.mailTo(emailOf(buyer), languages ? 'Unterwegs' : 'On its way');
  const list = mail.headers.get('list');
  const url = typeof list === 'object' && 'unsubscribe' in list ? Reflect.get(list.unsubscribe ?? {}, 'url') : '';
  return { buyer, mail, path: pathIn(url), parts };
}

describe('the link in a mail', () => {
  test('is told to mail programs as RFC 8058 asks, and to their readers', async () => {
    const { mail, path } = await scene();
    const list = mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? '';
    expect(list.replaceAll(/\s+/g, '')).toBe(`List-Unsubscribe:<http://localhost:4000${path}>`);
    const oneClick = mail.headerLines.find(({ key }) => key === 'list-unsubscribe-post')?.line;
    expect(oneClick).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(mail.text).toContain(`No more mails like this: http://localhost:4000${path}`);
  });

  test('shows a page that asks and changes nothing by being looked at', async () => {
    const { buyer, path, parts } = await scene();
    const page = await kit.http.get(path).expect(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
    expect(page.text).toContain('Parcel sent');
    expect(page.text).toContain('<form method="post">');
    await kit.deliver(parts().shipped);
    expect(await mailOf(buyer, 'parcel-sent')).toBe(2);
  });

  test('ends these mails with one click, without a login, and no others', async () => {
    const { buyer, path, parts } = await scene();
    for (const _ of [1, 2]) {
      const page = await kit.http.post(path).type('form').send('List-Unsubscribe=One-Click').expect(200);
      expect(page.text).toContain('You will get no more mails about this');
    }
    await kit.deliver(parts().shipped);
    await kit.deliver(parts().delivered);
    expect(await mailOf(buyer, 'parcel-sent')).toBe(1);
    expect(await mailOf(buyer, 'parcel-arrived')).toBe(1);
    const { body } = await kit.http
      .get('/api/notifications/preferences')
      .set('authorization', buyer.authorization)
      .expect(200);
    expect(body.kinds.find(({ kind }: { kind: string }) => kind === 'order.shipped')).toMatchObject({
      bell: true,
      mail: 'off',
    });
  });

  test('leaves what was chosen before, and another user, as they were', async () => {
    const [{ buyer, path }, other] = [await scene(), await scene()];
    const preferences = (user: TestUser) =>
      kit.http.get('/api/notifications/preferences').set('authorization', user.authorization);
    await kit.http
      .put('/api/notifications/preferences')
      .set('authorization', buyer.authorization)
      .send({ language: 'de', kinds: [{ kind: 'order.shipped', bell: false }] })
      .expect(200);
    const theirs = (await preferences(other.buyer)).body;
    await Promise.all([1, 2, 3].map(() => kit.http.post(path).expect(200)));
    const { body } = await preferences(buyer);
    expect(body.language).toBe('de');
    const shipped = body.kinds.filter(({ kind }: { kind: string }) => kind === 'order.shipped');
    expect(shipped).toMatchObject([{ bell: false, mail: 'off' }]);
    expect((await preferences(other.buyer)).body).toEqual(theirs);
  });

  test('speaks its reader’s language', async () => {
    const { path } = await scene(['de']);
    expect((await kit.http.get(path).expect(200)).text).toContain('Möchtest du dazu keine Mails mehr?');
    expect((await kit.http.post(path).expect(200)).text).toContain('Paket unterwegs');
  });

  test('is in no receipt', async () => {
    const { buyer } = await scene();
    await kit.deliver(sampleOrder(buyer.userId).charged);
    const mail = await post.mailTo(emailOf(buyer), 'Receipt');
    expect(addressOf(mail)).toBe(emailOf(buyer));
    expect(mail.headers.has('list')).toBe(false);
    expect(mail.headerLines.some(({ key }) => key.startsWith('list-unsubscribe'))).toBe(false);
    expect(mail.text).not.toContain('/unsubscribe/');
  });
});

describe('a link that is not ours', () => {
  const shop = 'https://shop.example';
  const links = new UnsubscribeLinks('a secret of these tests', shop);
  const tokenOf = (url: string | undefined) => String(url).split('/').at(-1) ?? '';

  test('does nothing: forged, of another marketplace, of another user, for what stays', async () => {
    const [ada, bob] = [newId(UserId), newId(UserId)];
    const good = tokenOf(links.url(ada, ['order.shipped']));
    expect(links.read(good)).toEqual({ userId: ada, kinds: ['order.shipped'] });
    const bad = [
      tokenOf(new UnsubscribeLinks('a secret of others', shop).url(ada, ['order.shipped'])),
      good.replace(ada, bob),
      good.replace('order.shipped', 'order.delivered'),
      good.replace('order.shipped', 'receipt'),
      good.slice(0, -1),
      `${good}x`,
      'x',
      '~',
      encodeURIComponent('<script>'),
    ];
    for (const token of bad) {
      for (const method of ['get', 'post'] as const) {
        const answer = await kit.http[method](`/api/notifications/unsubscribe/${token}`);
        expect({ token, status: answer.status }).toEqual({ token, status: 404 });
        expect(answer.headers['content-type']).toBe('application/problem+json');
      }
    }
    expect(await kit.running.db.collection<{ _id: string }>('preferences').findOne({ _id: ada })).toBeNull();
  });

  test('is refused whatever it looks like, and there is none for what stays', () => {
    fc.assert(fc.property(fc.string(), (token) => links.read(token) === undefined));
    expect(links.url(newId(UserId), ['receipt'])).toBeUndefined();
    const both = tokenOf(links.url(newId(UserId), ['receipt', 'order.shipped']));
    expect(links.read(both)?.kinds).toEqual(['order.shipped']);
  });
});
