import { CartSnapshot, envelope, type Fact, newId, OrderId, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { afterFailure } from '../src/after-failure.ts';
import { missed, type OrderNews, type Place, placeOf } from '../src/feed.ts';
import type { Kind } from '../src/kinds.ts';
import { say } from '../src/language.ts';
import { escapeHtml, letter } from '../src/letter.ts';
import { mailOf, messageIdOf, topicOf } from '../src/mail.ts';
import type { Message } from '../src/message.ts';
import { orderCanceledMessages, whyCanceled } from '../src/messages/order-canceled.ts';
import { orderCreatedMessages } from '../src/messages/order-created.ts';
import { paymentFailedMessages } from '../src/messages/payment-failed.ts';
import { userRegisteredMessages } from '../src/messages/user-registered.ts';
import { effectUuid, notificationOf } from '../src/notification.ts';
import { UnsubscribeLinks } from '../src/unsubscribe-links.ts';
import { cartAt, orderLine, registration, sampleOrder } from './samples.ts';

const ada = { userId: newId(UserId), name: 'Ada', email: 'ada@example.com', language: 'en' as const };
const eventOf = <Data>(fact: Fact<Data>) => envelope(fact, { source: 'test', version: 1, time: new Date() });
/** What the first message, which is the buyer's, says by mail. */
const shop = 'https://shop.example';
const desk = { shop, links: new UnsubscribeLinks('a secret of this test', shop) };
const mailed = ([message]: Message[]) => {
  if (!message) throw new Error('nothing is said');
  return mailOf(topicOf(message), ada, desk);
};

describe('the feed', () => {
  const at = new Date('2026-01-02T03:04:05.678Z');
  const orderNews = (version: number, status: OrderNews['status']): OrderNews => ({
    orderId: newId(OrderId),
    status,
    version,
  });
  const place = (version: number): Place => placeOf({ kind: 'order', order: orderNews(version, 'paid') }, at);

  test('counts from the position, so numbers have no gaps', () => {
    const behind = { seq: 12, kept: 12, places: [place(1), place(2), place(3)] };
    expect(missed(behind, 9).messages.map(({ seq }) => seq)).toEqual([10, 11, 12]);
  });

  test('has nothing for a client that knows everything', () => {
    expect(missed({ seq: 12, kept: 5, places: [] }, 12)).toEqual({ seq: 12, resync: false, messages: [] });
  });

  test.each([
    ['longer away than is kept', 6],
    ['from the future', 13],
  ])('tells a client that is %s to load anew', (_who, since) => {
    expect(missed({ seq: 12, kept: 5, places: [] }, since)).toEqual({ seq: 12, resync: true, messages: [] });
  });

  test('shows the newest cart in every message about it', () => {
    const cart = CartSnapshot.parse(cartAt(ada.userId, 3).data);
    const places = [1, 2].map((version) => placeOf({ kind: 'cart', cart: { ...cart, version } }, at));
    expect(missed({ seq: 2, kept: 2, places, cart }, 0).messages).toEqual([
      { seq: 1, at: at.toISOString(), kind: 'cart', cart },
      { seq: 2, at: at.toISOString(), kind: 'cart', cart },
    ]);
  });

  test('ranks the statuses of an order by version, and within one version by what can follow on what', () => {
    const rank = (version: number, status: OrderNews['status']) =>
      placeOf({ kind: 'order', order: orderNews(version, status) }, at).rank;
    const ranks = [rank(1, 'created'), rank(2, 'paid'), rank(3, 'canceled'), rank(3, 'refunded'), rank(4, 'canceled')];
    expect([...ranks].sort((a, b) => a - b)).toEqual(ranks);
    expect(new Set(ranks).size).toBe(ranks.length);
  });
});

describe('the name of an effect', () => {
  test('is the same for the same parts and another for others', () => {
    expect(effectUuid('a', 'b')).toBe(effectUuid('a', 'b'));
    expect(effectUuid('a', 'b')).not.toBe(effectUuid('ab', ''));
    expect(effectUuid('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('makes one notification of two events that say the same, and two of what two users hear', () => {
    const tidings = { userId: ada.userId, about: 'ord_1', kind: 'order.paid', title: 'Paid', body: '' };
    const id = notificationOf(tidings, '2026-01-01T00:00:00.000Z').notificationId;
    expect(notificationOf(tidings, '2026-02-02T00:00:00.000Z').notificationId).toBe(id);
    expect(notificationOf({ ...tidings, userId: newId(UserId) }, '2026-01-01T00:00:00.000Z').notificationId).not.toBe(
      id,
    );
    expect(notificationOf({ ...tidings, kind: 'sale.paid' }, '2026-01-01T00:00:00.000Z').notificationId).not.toBe(id);
  });
});

describe('who hears what about an order', () => {
  test('the buyer hears the status with its version', () => {
    const { created } = sampleOrder(ada.userId);
    expect(orderCreatedMessages(eventOf(created))[0]).toMatchObject({
      to: { user: ada.userId },
      kind: 'order.created',
      link: `/orders/${created.data.orderId}`,
      order: { orderId: created.data.orderId, status: 'created', version: 1 },
    });
  });

  test('the amounts of all sellers add up to the order', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ seller: fc.nat(3), total: fc.nat(100_000) }), { minLength: 1 }), (bought) => {
        const sellers = Array.from({ length: 4 }, () => newId(UserId));
        const lines = bought.map(({ seller, total }) => orderLine({ sellerId: sellers[seller] ?? ada.userId, total }));
        const { created } = sampleOrder(ada.userId, lines);
        const [_buyer, ...told] = orderCreatedMessages(eventOf(created));
        const amount = (body: string) => Math.round(Number(body.split('€').at(-1)?.replaceAll(',', '')) * 100);
        const bodies = told.map(({ words }) => words.en(say.en).body);
        expect(bodies.reduce((sum, body) => sum + amount(body), 0)).toBe(created.data.total);
        expect(told).toHaveLength(new Set(lines.map(({ sellerId }) => sellerId)).size);
      }),
    );
  });
});

describe('letters', () => {
  const nasty = `<script>alert("x")</script> & 'co'`;

  test('escape whatever people have written, in HTML and only there', () => {
    const { text, html } = letter(
      { name: nasty, language: 'en' },
      'Hi',
      [nasty, { table: [[nasty, nasty]] }, { list: [nasty] }, { link: nasty, url: '"' }],
      [{ small: nasty, link: nasty, url: '"' }],
    );
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;co&#39;');
    expect(html).toContain('href="&quot;"');
    expect(text).toContain(nasty);
  });

  test('no text gets out of HTML', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(escapeHtml(text))));
  });

  test('a subject stays one line, whatever is in it', () => {
    expect(letter(ada, 'Order\r\nBcc: all@example.com', []).subject).toBe('Order Bcc: all@example.com');
  });

  test('a product title with markup does no harm', () => {
    const { created } = sampleOrder(ada.userId, [orderLine({ title: '<b>Shelf</b>' })]);
    const { html, text } = mailed(orderCreatedMessages(eventOf(created)));
    expect(html).toContain('&lt;b&gt;Shelf');
    expect(text).toContain('2 × <b>Shelf</b>, 80 cm  €90.00');
  });

  test('a product without options is called by its title alone', () => {
    const { created } = sampleOrder(ada.userId, [orderLine({ variantTitle: 'Default Title' })]);
    expect(mailed(orderCreatedMessages(eventOf(created))).text).toContain('2 × Oak shelf  €90.00');
  });

  test.each([
    [{ reason: 'buyer' as const }, 'You have canceled it.'],
    [{ reason: 'expired' as const, detail: 'It was not paid in time.' }, 'It was not paid in time.'],
    [
      { reason: 'payment' as const, detail: 'the card has expired' },
      'Your payment did not go through. The card has expired.',
    ],
    [
      { reason: 'payment' as const, detail: 'insufficient_funds' },
      'Your payment did not go through. There is not enough money on the account.',
    ],
    [{ reason: 'payment' as const, detail: 'do_not_honor' }, 'Your payment did not go through.'],
  ])('a cancel is explained in sentences and never twice (%j)', (order, words) => {
    expect(whyCanceled(order, 'en')).toBe(words);
  });

  test("a declined payment is explained in the buyer's words, and a provider's code is never shown", () => {
    const { declined } = sampleOrder(ada.userId);
    const told = (reason: string) =>
      paymentFailedMessages(eventOf({ ...declined, data: { ...declined.data, reason } })).flatMap(({ words }) => {
        const both = [words.en(say.en), words.de(say.de)];
        return both.map(({ body, parts }) => `${body} ${parts?.[0]}`);
      });
    expect(told('invalid_token')[0]).toMatch(/charged: the payment details are not valid .* declined: the payment/);
    expect(told('invalid_token')[1]).toMatch(/abgebucht werden: die Zahlungsdaten .* abgelehnt: die Zahlungsdaten/);
    expect(told('lost_card')[0]).toMatch(/could not be charged\. Your payment of .* was declined\. You/);
    for (const words of [...told('invalid_token'), ...told('lost_card')]) expect(words).not.toContain('_');
  });

  test('a canceled order speaks of money back only when there was money', () => {
    const { canceled, canceledLate } = sampleOrder(ada.userId);
    expect(mailed(orderCanceledMessages(eventOf(canceled))).text).toContain('You have not been charged');
    expect(mailed(orderCanceledMessages(eventOf(canceledLate))).text).toContain('giving your money back');
  });

  test('buyers and sellers are welcomed differently', () => {
    const [buyer, seller] = (['buyer', 'seller'] as const).map((role) =>
      mailed(userRegisteredMessages(eventOf(registration(ada.userId, { role })))),
    );
    expect(buyer?.text).not.toBe(seller?.text);
  });
});

describe('a mail', () => {
  const words = { en: () => ({ title: 'Hello', body: 'World' }), de: () => ({ title: 'Hallo', body: 'Welt' }) };
  const topic = (about: string, kind: Kind) => topicOf({ about, kind, words });

  test('has one name per thing, template and person, and says it in its Message-ID', () => {
    const mail = mailOf(topic('ord_1', 'receipt'), ada, desk);
    expect(mailOf(topic('ord_1', 'receipt'), ada, desk).mailId).toBe(mail.mailId);
    expect(mailOf(topic('ord_1', 'sale.paid'), ada, desk).mailId).not.toBe(mail.mailId);
    expect(mailOf(topic('ord_1', 'receipt'), { ...ada, userId: newId(UserId) }, desk).mailId).not.toBe(mail.mailId);
    expect(messageIdOf(mail.mailId, 'Shop <hi@shop.example>')).toBe(`<${mail.mailId}@shop.example>`);
  });

  test('is in the language of its reader', () => {
    expect(mailOf(topic('ord_1', 'receipt'), ada, desk).text).toBe('Hello Ada,\n\nWorld\n\nYour Credenza team\n');
    const german = mailOf(topic('ord_1', 'receipt'), { ...ada, language: 'de' }, desk);
    expect(german).toMatchObject({ subject: 'Hallo', text: 'Hallo Ada,\n\nWelt\n\nDein Credenza-Team\n' });
    expect(german.html).toContain('<html lang="de">');
  });

  test('that fails waits longer each time, within the cap, and is dead after the last try', () => {
    const patience = { attempts: 5, baseMs: 100, capMs: 300 };
    const now = new Date(0);
    const waits = [1, 2, 3, 4].map((attempts) => {
      const verdict = afterFailure(patience, attempts, now, 0.999);
      return verdict.status === 'pending' ? verdict.nextAt.getTime() : undefined;
    });
    expect(waits).toEqual([100, 200, 300, 300]);
    expect(afterFailure(patience, 5, now, 0)).toEqual({ status: 'dead' });
  });
});
