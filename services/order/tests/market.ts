import type { OrderId, SellerOrderId, UserId } from '@credenza/contracts';
import { type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import type { Context } from '../src/context.ts';
import type { Order, StoredOrder } from '../src/order.ts';
import type { Part } from '../src/part.ts';
import { service } from '../src/service.ts';
import { sampleSale } from './samples.ts';

/** The running order service with people and orders that are paid. */
export interface Market extends Harness<Context> {
  buyer: TestUser;
  seller: TestUser;
  admin: TestUser;
  /** A paid order of the buyer; its first part is the seller's, its second one somebody else's. */
  sale(over?: Partial<Order>): Promise<Sale>;
  post(
    who: TestUser,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): ReturnType<Harness<Context>['http']['post']>;
  get(who: TestUser, path: string): ReturnType<Harness<Context>['http']['get']>;
  /** @returns the order as it is stored */
  stored(orderId: OrderId): Promise<StoredOrder>;
  /** The seller takes all steps up to one; the last one may send some pieces only. */
  fulfil(sale: Sale, upTo: 'accept' | 'pack' | 'ship' | 'deliver', pieces?: object[]): Promise<void>;
}

/** A paid order in the market. */
export interface Sale {
  orderId: OrderId;
  /** Of the seller's part. */
  sellerOrderId: SellerOrderId;
  /** Three lamps and two chairs; the rug is the other shop's. */
  lamp: string;
  chair: string;
  rug: string;
  part(): Promise<Part>;
}

let keys = 0;

/** @returns an Idempotency-Key that nobody has used */
export function freshKey(): string {
  keys += 1;
  return `key-${process.pid}-${keys}`;
}

/**
 * @param options what the harness takes
 * @returns the market
 */
export async function openMarket(options: Parameters<typeof startForTest>[1] = {}): Promise<Market> {
  const kit = await startForTest(service, options);
  const [buyer, seller, admin] = await Promise.all([kit.user('buyer'), kit.user('seller'), kit.user('admin')]);
  const post: Market['post'] = (who, path, body, headers = {}) => {
    const request = kit.http
      .post(path)
      .set({ authorization: who.authorization, 'idempotency-key': freshKey(), ...headers });
    return body ? request.send(body) : request;
  };
  const stored = (orderId: OrderId) => kit.running.context.orders.get(orderId);
  return {
    ...kit,
    buyer,
    seller,
    admin,
    post,
    stored,
    get: (who, path) => kit.http.get(path).set('authorization', who.authorization),
    async sale(over = {}) {
      const { orderId, state } = sampleSale(new Date(), { buyerId: buyer.userId, sellerId: seller.userId });
      await kit.running.context.orders.create(orderId, { ...state, ...over });
      const [lamp, chair, rug] = state.lines.map(({ lineId }) => lineId);
      const sellerOrderId = state.sellerOrders[0]?.sellerOrderId;
      if (!lamp || !chair || !rug || !sellerOrderId) throw new Error('the sample has changed');
      return {
        orderId,
        sellerOrderId,
        lamp,
        chair,
        rug,
        async part() {
          const [first] = (await stored(orderId)).sellerOrders;
          if (!first) throw new Error('the order has no parts');
          return first;
        },
      };
    },
    async fulfil({ sellerOrderId }, upTo, pieces) {
      const path = `/api/orders/sales/${sellerOrderId}`;
      const steps = ['accept', 'pack', 'ship', 'deliver'] as const;
      for (const step of steps.slice(0, steps.indexOf(upTo) + 1)) {
        const bodies = { accept: undefined, pack: undefined, ship: { carrier: 'DHL', pieces }, deliver: {} };
        await post(seller, `${path}/${step}`, bodies[step]).expect(200);
      }
    },
  };
}

/** @returns a member of a shop's staff */
export async function staffOf(market: Market, sellerId: UserId): Promise<TestUser> {
  return await market.user('seller', { seller: sellerId, member: 'staff' });
}

/**
 * @param prefix the kind of id
 * @returns an id of something that nobody has
 */
export const strayId = (prefix: string) => `${prefix}_01j9zq6v8xe3tbd5wqmg8d2r4c`;
