import { createHmac } from 'node:crypto';
import { type Answer, type Asked, openStandIn } from './stand-in.ts';

export const razorpayKeys = {
  RAZORPAY_KEY_ID: 'rzp_test_stand_in',
  RAZORPAY_KEY_SECRET: 'the-secret-of-the-key',
  RAZORPAY_WEBHOOK_SECRET: 'the-secret-of-the-webhook',
};
const basic = `Basic ${Buffer.from(`${razorpayKeys.RAZORPAY_KEY_ID}:${razorpayKeys.RAZORPAY_KEY_SECRET}`).toString('base64')}`;

interface Order {
  id: string;
  amount: number;
  currency: string;
  receipt: string;
  notes: Record<string, string>;
  status: 'created' | 'attempted' | 'paid';
}
interface Payment {
  id: string;
  order_id: string;
  amount: number;
  currency: string;
  status: 'authorized' | 'captured' | 'failed' | 'refunded';
  captured: boolean;
  fee: number | null;
  tax: number | null;
  amount_refunded: number;
  created_at: number;
}
interface Refund {
  id: string;
  payment_id: string;
  amount: number;
  currency: string;
  status: 'processed';
  notes: Record<string, string>;
  created_at: number;
}

const secondsNow = () => Math.floor(Date.now() / 1_000);

/**
 * Plays Razorpay at the wire as its public description says: orders, several attempts to pay one, capture of exactly what was
 * authorized, refunds within the payment and once per X-Refund-Idempotency, the settlement report of a day.
 */
export async function openRazorpayStandIn() {
  const orders = new Map<string, Order>();
  const payments: Payment[] = [];
  const refunds: Refund[] = [];
  const adjustments: object[] = [];
  const refundKeys = new Map<string, { body: string; answer: Answer }>();
  let count = 0;
  const name = (prefix: string) => {
    count += 1;
    return `${prefix}_${String(count).padStart(14, '0')}`;
  };

  function create(body: Record<string, unknown>): Answer {
    const { amount, currency, receipt, notes, payment } = body;
    if (typeof amount !== 'number' || amount < 100) return failed('The amount must be at least INR 1.00', 'amount');
    if (typeof currency !== 'string' || typeof receipt !== 'string' || receipt.length > 40)
      return failed('The receipt may not be greater than 40 characters.');
    if (JSON.stringify(payment).includes('"manual"') === false) return failed('This account captures by itself.');
    const order: Order = { id: name('order'), amount, currency, receipt, notes: textsOf(notes), status: 'created' };
    orders.set(order.id, order);
    return ok({ entity: 'order', amount_paid: 0, amount_due: amount, attempts: 0, created_at: secondsNow(), ...order });
  }

  function capture(payment: Payment, body: Record<string, unknown>): Answer {
    if (payment.status === 'captured' || payment.captured) return failed('This payment has already been captured');
    if (payment.status !== 'authorized')
      return failed('Only payments which have been authorized and not yet captured can be captured');
    if (body.amount !== payment.amount || body.currency !== payment.currency)
      return failed('Capture amount must be equal to the amount authorized', 'amount');
    const order = orders.get(payment.order_id);
    if (order) order.status = 'paid';
    const fee = Math.round(payment.amount * 0.0236);
    Object.assign(payment, { status: 'captured', captured: true, fee, tax: Math.round(fee * 0.15) });
    return ok(payment);
  }

  function refund(payment: Payment, asked: Asked, body: Record<string, unknown>): Answer {
    const key = asked.headers['x-refund-idempotency'];
    if (typeof key !== 'string' || !/^[\w-]{10,}$/.test(key))
      return failed('The idempotency key must be at least 10 characters');
    const known = refundKeys.get(key);
    if (known) return known.body === asked.body ? known.answer : failed('Different request body with the same key');
    if (!payment.captured) return failed('The payment has not been captured');
    if (typeof body.amount !== 'number' || payment.amount_refunded + body.amount > payment.amount)
      return failed('The total refund amount is greater than the refund payment amount', 'amount');
    payment.amount_refunded += body.amount;
    if (payment.amount_refunded === payment.amount) payment.status = 'refunded';
    const { id: payment_id, currency } = payment;
    const about = { payment_id, amount: body.amount, currency, notes: textsOf(body.notes), created_at: secondsNow() };
    const one: Refund = { id: name('rfnd'), status: 'processed', ...about };
    refunds.push(one);
    refundKeys.set(key, { body: asked.body, answer: ok(one) });
    return ok(one);
  }

  function report(query: URLSearchParams): Answer {
    const day = ['year', 'month', 'day'].map((part) => Number(query.get(part)));
    const isToday = (at: number) => {
      const date = new Date(at * 1_000);
      return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()].join() === day.join();
    };
    const lines = [
      ...payments
        .filter(({ captured }) => captured)
        .map(({ id, amount, currency, fee, created_at, order_id }) => {
          const order_receipt = orders.get(order_id)?.receipt;
          return { entity_id: id, type: 'payment', amount, currency, fee, created_at, order_receipt };
        }),
      ...refunds.map(({ id, amount, currency, created_at }) => {
        return {
          entity_id: id,
          type: 'refund',
          amount,
          currency,
          fee: 0,
          created_at,
          notes: 'Beam me up',
          order_receipt: null,
        };
      }),
      ...adjustments.map((one) => ({ type: 'adjustment', fee: 0, created_at: secondsNow(), ...one })),
    ];
    const skip = Number(query.get('skip'));
    return collection(lines.filter((one) => isToday(one.created_at)).slice(skip, skip + Number(query.get('count'))));
  }

  const wire = await openStandIn((asked) => {
    if (asked.headers.authorization !== basic)
      return { status: 401, body: { error: { code: 'BAD_REQUEST_ERROR', description: 'Authentication failed' } } };
    const { method, path, query } = asked;
    const body = asked.body === '' ? {} : textsAndMore(JSON.parse(asked.body));
    const [, , kind, id = '', verb] = path.split('/');
    const payment = payments.find((one) => one.id === id);
    if (kind === 'orders' && method === 'POST') return create(body);
    if (kind === 'orders' && verb === 'payments')
      return orders.has(id)
        ? collection(payments.filter((one) => one.order_id === id))
        : failed('The id provided does not exist');
    if (kind === 'refunds') return ok(refunds.find((one) => one.id === id));
    if (kind === 'settlements') return report(query);
    if (kind !== 'payments' || !payment) return failed('The id provided does not exist');
    if (verb === 'capture') return capture(payment, body);
    if (verb === 'refund') return refund(payment, asked, body);
    if (verb === 'refunds') return collection(refunds.filter((one) => one.payment_id === id));
    return ok(payment);
  });

  const ordersOf = (key: string) => [...orders.values()].filter(({ receipt }) => receipt === key);
  return {
    ...wire,
    env: { ...razorpayKeys, RAZORPAY_URL: wire.url },
    payments,
    refunds,
    orders,
    ordersOf,
    forgetKeys: () => refundKeys.clear(),
    /** The buyer fills the form in, and the bank agrees or does not. */
    pay(orderId: string, agrees = true): Payment {
      const order = orders.get(orderId);
      if (!order) throw new Error(`There is no order ${orderId}.`);
      const { amount, currency } = order;
      order.status = 'attempted';
      const about = { id: name('pay'), order_id: orderId, amount, currency, created_at: secondsNow() };
      const status = agrees ? ('authorized' as const) : ('failed' as const);
      payments.push({ ...about, status, captured: false, fee: null, tax: null, amount_refunded: 0 });
      const [made] = payments.slice(-1);
      if (!made) throw new Error('no payment');
      return made;
    },
    /** Nobody has captured it for so long that Razorpay gives it back. */
    giveUp(payment: Payment) {
      payment.status = 'refunded';
    },
    adjust: (amount: number) => adjustments.push({ entity_id: name('adj'), amount, currency: 'EUR' }),
  };
}
export type RazorpayStandIn = Awaited<ReturnType<typeof openRazorpayStandIn>>;

/** What Razorpay's form hands to the browser. */
export function proofOf(orderId: string, paymentId: string, secret = razorpayKeys.RAZORPAY_KEY_SECRET) {
  return { orderId, paymentId, signature: hmac(`${orderId}|${paymentId}`, secret) };
}

/** A webhook of Razorpay's about a payment, signed. */
export function razorpayWebhook(
  { order_id, amount, currency, id }: { order_id: string | null; amount: number; currency: string; id: string },
  about: { event?: string; at?: Date; secret?: string } = {},
): { body: string; headers: Record<string, string> } {
  const { event = 'payment.captured', at = new Date(), secret = razorpayKeys.RAZORPAY_WEBHOOK_SECRET } = about;
  const payload = { payment: { entity: { id, entity: 'payment', order_id, amount, currency } } };
  const created_at = Math.floor(at.getTime() / 1_000);
  const body = JSON.stringify({
    entity: 'event',
    account_id: 'acc_1',
    event,
    contains: ['payment'],
    payload,
    created_at,
  });
  return { body, headers: { 'x-razorpay-signature': hmac(body, secret), 'x-razorpay-event-id': `evt_${id}_${event}` } };
}

const hmac = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('hex');
const ok = (body: object | undefined): Answer =>
  body ? { status: 200, body } : failed('The id provided does not exist');
const collection = (items: object[]) => ok({ entity: 'collection', count: items.length, items });
const failed = (description: string, field?: string): Answer => ({
  status: 400,
  body: { error: { code: 'BAD_REQUEST_ERROR', description, source: 'business', field } },
});

function textsAndMore(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(textsAndMore(value)).map(([name, text]) => [name, String(text)]));
}
