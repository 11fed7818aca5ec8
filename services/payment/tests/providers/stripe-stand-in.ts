import Stripe from 'stripe';
import { type Answer, type Asked, openStandIn } from './stand-in.ts';

export const stripeKeys = {
  STRIPE_SECRET_KEY: 'sk_test_stand_in_of_the_tests',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_stand_in',
  STRIPE_WEBHOOK_SECRET: 'whsec_stand_in_of_the_tests',
};
const version = '2026-10-28.endive';

interface Intent {
  id: string;
  object: 'payment_intent';
  amount: number;
  currency: string;
  status: string;
  client_secret: string;
  metadata: Record<string, string>;
  last_payment_error: { code: string; decline_code?: string } | null;
  latest_charge: Charge | null;
}
interface Charge {
  id: string;
  object: 'charge';
  amount: number;
  currency: string;
  metadata: Record<string, string>;
  balance_transaction: Entry | null;
}
interface Entry {
  id: string;
  object: 'balance_transaction';
  type: string;
  amount: number;
  fee: number;
  currency: string;
  created: number;
  source: object;
}
interface Movement {
  id: string;
  object: 'refund' | 'transfer';
  amount: number;
  currency: string;
  metadata: Record<string, string>;
  status?: string;
  payment_intent?: string;
  transfer_group?: string;
  destination?: string;
  reversed?: boolean;
}

/**
 * Plays Stripe at the wire as its public description says: intents that are charged once, idempotency keys that repeat the first answer
 * and refuse another request or one at the same time, refunds within the charge, transfers, balance transactions.
 *
 * @param rate how many units of the account's currency one unit of the buyer's is worth
 */
export async function openStripeStandIn(rate = 1) {
  const intents = new Map<string, Intent>();
  const refunds: Movement[] = [];
  const transfers: Movement[] = [];
  const entries: Entry[] = [];
  const answers = new Map<string, { request: string; answer: Answer | undefined }>();
  let count = 0;
  const name = (prefix: string) => {
    count += 1;
    return `${prefix}_${count}`;
  };
  const enter = (type: string, amount: number, currency: string, source: object, fee = 0): Entry => {
    const own = rate === 1 ? currency : 'chf';
    const created = Math.floor(Date.now() / 1_000);
    const entry = {
      id: name('txn'),
      object: 'balance_transaction' as const,
      type,
      amount,
      fee,
      currency: own,
      created,
    };
    const whole = { ...entry, amount: Math.round(amount * rate), source };
    entries.unshift(whole);
    return whole;
  };

  function succeed(intent: Intent): void {
    const { amount, currency, metadata } = intent;
    const about = { id: name('ch'), object: 'charge' as const, amount, currency, metadata };
    const charge: Charge = { ...about, balance_transaction: null };
    const fee = Math.round(amount * rate * 0.015) + 25;
    charge.balance_transaction = { ...enter('charge', amount, currency, { ...about }, fee), source: {} };
    intent.status = 'succeeded';
    intent.latest_charge = charge;
  }

  function decline(intent: Intent, code: string, decline_code?: string): Answer {
    intent.status = 'requires_payment_method';
    intent.last_payment_error = { code, ...(decline_code && { decline_code }) };
    return failed(402, 'card_error', code, { decline_code });
  }

  function confirm(intent: Intent, token: string | null): Answer {
    if (!['requires_payment_method', 'requires_confirmation'].includes(intent.status)) return unexpected();
    if (token === 'pm_card_visa') succeed(intent);
    else if (token === 'pm_card_authenticationRequired') intent.status = 'requires_action';
    else if (token === 'pm_card_insufficient') return decline(intent, 'card_declined', 'insufficient_funds');
    else if (token === 'pm_card_chargeDeclinedExpiredCard') return decline(intent, 'expired_card');
    else return failed(400, 'invalid_request_error', 'resource_missing', { param: 'payment_method' });
    return ok(intent);
  }

  function create(form: URLSearchParams): Answer {
    if (form.get('allowed_payment_method_types[0]') !== 'card') return failed(400, 'invalid_request_error', 'no_types');
    const id = name('pi');
    const about = {
      amount: Number(form.get('amount')),
      currency: form.get('currency') ?? '',
      metadata: metadataOf(form),
    };
    if (about.amount < 50) return failed(400, 'invalid_request_error', 'amount_too_small');
    const intent: Intent = {
      id,
      object: 'payment_intent',
      ...about,
      status: 'requires_payment_method',
      client_secret: `${id}_secret_of_the_buyer`,
      last_payment_error: null,
      latest_charge: null,
    };
    intents.set(id, intent);
    return ok(intent);
  }

  function refund(form: URLSearchParams): Answer {
    const intent = intents.get(form.get('payment_intent') ?? '');
    const amount = Number(form.get('amount'));
    if (intent?.status !== 'succeeded') return failed(400, 'invalid_request_error', 'charge_not_refundable');
    const given = refunds.filter((one) => one.payment_intent === intent.id).reduce((sum, one) => sum + one.amount, 0);
    if (given + amount > intent.amount) return failed(400, 'invalid_request_error', 'charge_already_refunded');
    const { currency, id: payment_intent } = intent;
    const one = { id: name('re'), object: 'refund' as const, amount, currency, metadata: metadataOf(form) };
    refunds.unshift({ ...one, status: 'succeeded', payment_intent });
    enter('refund', -amount, currency, one);
    return ok(refunds[0]);
  }

  function transfer(form: URLSearchParams): Answer {
    const about = {
      amount: Number(form.get('amount')),
      currency: form.get('currency') ?? '',
      metadata: metadataOf(form),
    };
    const places = { transfer_group: form.get('transfer_group') ?? '', destination: form.get('destination') ?? '' };
    if (places.destination === 'acct_closed') return failed(400, 'invalid_request_error', 'account_closed');
    const one: Movement = { id: name('tr'), object: 'transfer', ...about, ...places, reversed: false };
    transfers.unshift(one);
    enter('transfer', -one.amount, one.currency, one);
    return ok(one);
  }

  function route({ method, path, query, body }: Asked): Answer {
    const form = new URLSearchParams(body);
    const [, , kind, id = '', verb] = path.split('/');
    const intent = kind === 'payment_intents' ? intents.get(id) : undefined;
    if (method === 'POST' && kind === 'payment_intents' && id === '') return create(form);
    if (kind === 'payment_intents' && !intent) return failed(404, 'invalid_request_error', 'resource_missing');
    if (intent && method === 'GET') return ok(intent);
    if (intent && verb === 'confirm') return confirm(intent, form.get('payment_method'));
    if (intent && verb === 'cancel') {
      if (intent.status === 'succeeded' || intent.status === 'processing') return unexpected();
      intent.status = 'canceled';
      return ok(intent);
    }
    if (kind === 'refunds' && method === 'POST') return refund(form);
    if (kind === 'refunds') return list(refunds.filter((one) => one.payment_intent === query.get('payment_intent')));
    if (kind === 'transfers' && method === 'POST') return transfer(form);
    if (kind === 'transfers')
      return list(transfers.filter((one) => one.transfer_group === query.get('transfer_group')));
    if (kind === 'balance_transactions') return page(query);
    return failed(404, 'invalid_request_error', 'no_such_route');
  }

  function page(query: URLSearchParams): Answer {
    const [from, to] = [Number(query.get('created[gte]')), Number(query.get('created[lt]'))];
    const inside = entries.filter(({ created }) => created >= from && created < to);
    const begin = inside.findIndex(({ id }) => id === query.get('starting_after')) + 1;
    // Small pages, so that there are several.
    return { status: 200, body: { ...list(inside.slice(begin, begin + 3)).body, has_more: inside.length > begin + 3 } };
  }

  const wire = await openStandIn((asked) => {
    if (asked.headers.authorization !== `Bearer ${stripeKeys.STRIPE_SECRET_KEY}`)
      return failed(401, 'invalid_request_error', 'api_key');
    if (asked.headers['stripe-version'] !== version) return failed(400, 'invalid_request_error', 'another_version');
    const key = asked.headers['idempotency-key'];
    if (typeof key !== 'string') return route(asked);
    const request = `${asked.path} ${asked.body}`;
    const known = answers.get(key);
    if (known && known.request !== request) return failed(400, 'idempotency_error', 'idempotency_key_reused');
    if (known && !known.answer) return failed(409, 'invalid_request_error', 'idempotency_key_in_use');
    if (known?.answer) return known.answer;
    answers.set(key, { request, answer: undefined });
    return new Promise((resolve) => {
      setImmediate(() => {
        const answer = route(asked);
        // The body as it was then: Stripe repeats the first answer, not the present state.
        answers.set(key, { request, answer: { ...answer, body: JSON.parse(JSON.stringify(answer.body)) } });
        resolve(answer);
      });
    });
  });

  const intentOf = (key: string) => [...intents.values()].filter((one) => one.metadata.key === key);
  return {
    ...wire,
    env: { ...stripeKeys, STRIPE_URL: wire.url },
    refunds,
    transfers,
    entries,
    intentOf,
    /** A day passes, and Stripe has forgotten every idempotency key. */
    forgetKeys: () => answers.clear(),
    /** The buyer's bank asks, and the buyer agrees or does not. */
    authenticate(key: string, agrees: boolean) {
      const intent = intentOf(key).find(({ status }) => status === 'requires_action');
      if (!intent) throw new Error(`Nothing waits for the buyer under ${key}.`);
      if (agrees) succeed(intent);
      else decline(intent, 'payment_intent_authentication_failure');
    },
    /** Something that the marketplace has not caused. */
    dispute: (amount: number) => enter('adjustment', -amount, 'eur', { object: 'dispute' }),
    reverse(payoutId: string) {
      for (const one of transfers) if (one.transfer_group === payoutId) one.reversed = true;
    },
  };
}
export type StripeStandIn = Awaited<ReturnType<typeof openStripeStandIn>>;

let events = 0;
/** A webhook of Stripe's about an intent, signed. */
export function stripeWebhook(
  intent: { id: string; amount: number; currency: string; metadata: Record<string, string> },
  about: { type?: string; id?: string; at?: Date; secret?: string; object?: string } = {},
): { body: string; headers: Record<string, string> } {
  events += 1;
  const { type = 'payment_intent.succeeded', id = `evt_${events}`, at = new Date() } = about;
  const object = { ...intent, object: about.object ?? 'payment_intent' };
  const body = JSON.stringify({ id, object: 'event', api_version: version, type, data: { object } });
  const secret = about.secret ?? stripeKeys.STRIPE_WEBHOOK_SECRET;
  const timestamp = Math.floor(at.getTime() / 1_000);
  const signature = new Stripe('sk_test').webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
  return { body, headers: { 'stripe-signature': signature } };
}

const ok = (body: object | undefined): Answer => ({ status: 200, body: body ?? {} });
const list = (data: object[]): Answer => ok({ object: 'list', data, has_more: false, url: '/v1/list' });
const failed = (status: number, type: string, code: string, more: object = {}): Answer => ({
  status,
  body: { error: { type, code, message: `the stand-in says ${code}`, ...more } },
});
const unexpected = () => failed(400, 'invalid_request_error', 'payment_intent_unexpected_state');

function metadataOf(form: URLSearchParams): Record<string, string> {
  const named = [...form].flatMap(([name, value]) => {
    const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(named);
}
