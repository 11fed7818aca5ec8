import { Unavailable } from '@credenza/service-kit';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { guarded } from '../src/guard.ts';
import { type Provider, ProviderRefusal } from '../src/provider.ts';
import { openShop, placed, type Shop } from './shop.ts';

const charge = { key: 'k', token: 't', amount: 1, currency: 'EUR' };

/** A provider whose every call does what the test says. */
function obeying(behave: (signal: AbortSignal) => Promise<never> | undefined): Provider & { calls: number } {
  const provider = {
    name: 'obeying',
    calls: 0,
    async charge(_charge: unknown, signal: AbortSignal) {
      provider.calls += 1;
      await behave(signal);
      return { status: 'approved' as const, reference: 'r', fee: 0 };
    },
    find: async () => undefined,
    cancel: async () => ({ status: 'canceled' as const }),
    refund: async () => 'r',
    takes: () => true,
    verifyWebhook: async () => undefined,
    async *statement() {},
  };
  return provider;
}

describe('a guarded provider', () => {
  const patience = { timeoutMs: 50, failures: 3, restMs: 60_000 };
  let behave: (signal: AbortSignal) => Promise<never> | undefined;
  const fail = async (): Promise<never> => {
    throw new Error('no line: secret host name');
  };
  const make = (restMs = patience.restMs) => {
    const inner = obeying((signal) => behave(signal));
    return { inner, provider: guarded(inner, { ...patience, restMs }) };
  };

  test('that does not answer in time counts as unavailable, and hears that nobody waits any more', async () => {
    let aborted = false;
    behave = (signal) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    await expect(make().provider.charge(charge)).rejects.toThrow(Unavailable);
    expect(aborted).toBe(true);
  });

  test('says nothing about the inside when its line breaks', async () => {
    behave = fail;
    const error = await make()
      .provider.charge(charge)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Unavailable);
    expect(String(error)).not.toContain('secret');
  });

  test('is spared after failures in a row, whatever it is asked for', async () => {
    const { inner, provider } = make();
    behave = fail;
    for (let i = 0; i < 3; i += 1) await expect(provider.charge(charge)).rejects.toThrow(Unavailable);
    expect(provider.circuit()).toBe(1);
    await expect(provider.charge(charge)).rejects.toThrow(Unavailable);
    await expect(provider.refund({ ...charge, refundId: 'r' })).rejects.toThrow(Unavailable);
    expect(inner.calls).toBe(3);
  });

  test('is tried again after a rest, and trusted again after a success', async () => {
    const { provider } = make(20);
    behave = fail;
    for (let i = 0; i < 3; i += 1) await expect(provider.charge(charge)).rejects.toThrow(Unavailable);
    behave = () => undefined;
    await eventually(() => provider.charge(charge));
    expect(provider.circuit()).toBe(0);
  });

  test('that refuses is not taken for one that is away', async () => {
    const { inner, provider } = make();
    behave = async () => {
      throw new ProviderRefusal('never');
    };
    for (let i = 0; i < 6; i += 1) await expect(provider.charge(charge)).rejects.toThrow(ProviderRefusal);
    expect(provider.circuit()).toBe(0);
    expect(inner.calls).toBe(6);
  });
});

describe('an outage of the provider', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ env: { PAYMENT_BREAKER_FAILURES: '3', PAYMENT_BREAKER_REST_MS: '3000' } });
  });
  afterAll(() => shop?.stop());
  const circuit = async () => {
    const { text } = await shop.http.get('/metrics').expect(200);
    return Number(/^payment_provider_circuit\{[^}]*\} (\S+)$/m.exec(text)?.[1]);
  };

  test('opens the circuit, which shows; the service stays ready, and every order is charged once afterwards', async () => {
    expect(await circuit()).toBe(0);
    const orders = Array.from({ length: 3 }, () => placed('tok_retry'));
    await Promise.all(orders.map((order) => shop.deliver(order.created)));
    expect(await circuit()).toBe(1);
    await shop.http.get('/readyz').expect(200);
    for (const order of orders) await eventually(async () => (await shop.told(order.orderId)).length > 0, 25_000);
    for (const order of orders) expect(await shop.told(order.orderId)).toEqual(['payment.succeeded']);
    expect(await circuit()).toBe(0);
  });
});

test('a crowd that comes in an outage is served soon after it, with the settings of every day', async () => {
  const shop = await openShop({ env: { PAYMENT_BREAKER_FAILURES: '10', PAYMENT_BREAKER_REST_MS: '2000' } });
  try {
    const orders = Array.from({ length: 30 }, () => placed('tok_retry'));
    await Promise.all(orders.map((order) => shop.deliver(order.created)));
    for (const order of orders)
      await eventually(async () => (await shop.payment(order.orderId)).state === 'succeeded', 60_000);
    for (const order of orders) expect(await shop.told(order.orderId)).toEqual(['payment.succeeded']);
  } finally {
    await shop.stop();
  }
}, 90_000);
