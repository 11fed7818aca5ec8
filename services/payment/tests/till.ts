import { newId, RefundId, sellerUpdated, UserId } from '@credenza/contracts';
import type { TestUser } from '@credenza/service-kit/testing';
import { type Bought, bought } from './orders.ts';
import { openShop, type Shop } from './shop.ts';

export const adminPath = '/api/payments/admin';
export const dayMs = 24 * 3_600_000;

/** A clock that tests put forward. */
export interface Clock {
  /** How far it is ahead of the real one. */
  ms: number;
  now(): Date;
}

/** The service with a clock that can be put forward, and everything that has to do with paying shops out. */
export async function openTill(options: Record<string, string> = {}) {
  // Nothing here is about answers that come late, and a busy machine must not look like a provider that is away.
  const env = { PAYMENT_TIMEOUT_MS: '20000', ...options };
  const clock: Clock = { ms: 0, now: () => new Date(Date.now() + clock.ms) };
  const shop: Shop = await openShop({ now: clock.now, env });
  const admin = await shop.user('admin');
  const get = (path: string, user: TestUser = admin) => shop.http.get(path).set('authorization', user.authorization);
  const post = (path: string, body?: object, user: TestUser = admin) =>
    shop.http.post(path).set('authorization', user.authorization).set('idempotency-key', newId(RefundId)).send(body);
  /** Orders expire by the till's clock. */
  const order = (...about: Parameters<typeof bought>) => {
    const [token, taken, rest] = about;
    return bought(token, taken, { expiresInMs: clock.ms + dayMs, ...rest });
  };

  /** Says what auth would say about a shop. */
  async function shopIs(
    sellerId: UserId,
    about: { state?: 'active' | 'suspended' | 'closed'; payoutReady?: boolean } = {},
    version = 1,
  ): Promise<void> {
    const { state = 'active', payoutReady = true } = about;
    const members = [{ userId: sellerId, role: 'owner' as const }];
    const facts = { sellerId, name: 'Nordlicht', currency: 'EUR', members };
    await shop.deliver(sellerUpdated.of({ ...facts, state, payoutReady, changes: ['state'] }), { version });
  }

  /** Lets the days pass until what was delivered can be paid out. */
  async function holdIsOver(): Promise<void> {
    clock.ms += 15 * dayMs;
    await shop.runJob('keep-books');
  }

  /** A shop with so much that can be paid out. */
  async function earned(available: number, about = {}): Promise<{ sellerId: UserId; order: Bought }> {
    const sellerId = newId(UserId);
    await shopIs(sellerId, about);
    const one = order('tok_approve', [{ sellerId, price: 2_000 }]);
    for (const fact of [one.created, one.paid, one.delivered()]) await shop.deliver<unknown>(fact);
    await holdIsOver();
    if (available < 1_800) await shop.deliver(one.returned(0, { amount: 1_800 - available }));
    return { sellerId, order: one };
  }

  async function proposed(): Promise<string> {
    return (await post(`${adminPath}/payout-batches`, {}).expect(201)).body.batchId;
  }

  async function approved(): Promise<string> {
    const batchId = await proposed();
    await post(`${adminPath}/payout-batches/${batchId}/approve`).expect(200);
    return batchId;
  }

  /** Lets the bank do its work. */
  async function bankWorks(rounds = 2): Promise<void> {
    for (let i = 0; i < rounds; i += 1) {
      await shop.runJob('move-payouts');
      clock.ms += 90_000;
    }
    await shop.runJob('move-payouts');
  }

  return {
    shop,
    clock,
    admin,
    get,
    post,
    order,
    shopIs,
    holdIsOver,
    earned,
    proposed,
    approved,
    bankWorks,
    /** What the sandbox's bank does with a shop's payouts. */
    arrange: (sellerId: UserId, does: string) =>
      shop.http
        .put(`${adminPath}/sandbox/accounts/${sellerId}`)
        .set('authorization', admin.authorization)
        .send({ does })
        .expect(204),
    /** The newest payout of a shop. */
    payoutOf: async (sellerId: UserId) =>
      (await get(`${adminPath}/payouts?sellerId=${sellerId}`).expect(200)).body.items[0],
    /** Every test starts without anybody to pay but those it makes. */
    async nobodyWaits(): Promise<void> {
      const open = await shop.running.context.batches.proposed('EUR');
      if (open) await post(`${adminPath}/payout-batches/${open._id}/discard`).expect(200);
      const batch = await post(`${adminPath}/payout-batches`, {});
      if (batch.status !== 201) return;
      await post(`${adminPath}/payout-batches/${batch.body.batchId}/approve`).expect(200);
      await bankWorks(3);
    },
  };
}
export type Till = Awaited<ReturnType<typeof openTill>>;
