import { disputeResolved, type Fact, orderReduced, type Refund, returnReceived } from '@credenza/contracts';
import type { Decision } from '@credenza/service-kit';
import type { Order, StoredOrder } from '../src/order.ts';
import type { Part } from '../src/part.ts';
import type { Act } from '../src/part-change.ts';

let commands = 0;

/** @returns an act on a part of an order, under a key of its own */
export function actOn<By extends Act['by']>(part: Part | undefined, by: By, now: Date, over: Partial<Act<By>> = {}) {
  if (!part) throw new Error('the order has no such part');
  commands += 1;
  return { sellerOrderId: part.sellerOrderId, by, now, key: `somebody:${commands}`, ...over };
}

/** @returns the order after a decision */
export function after(order: StoredOrder, decision: Decision<Order> | undefined): StoredOrder {
  if (!decision) return order;
  const known = Object.entries(decision.state).filter(([, value]) => value !== undefined);
  const gone = Object.entries(decision.state).filter(([, value]) => value === undefined);
  const next = Object.assign({}, order, Object.fromEntries(known), { version: order.version + 1 });
  for (const [field] of gone) Reflect.deleteProperty(next, field);
  return next;
}

/** @returns the types of a decision's events */
export const told = (decision: Decision<Order> | undefined) => decision?.facts.map(({ type }) => type) ?? [];

/** @returns the refunds that events ask for */
export function refundsIn(facts: Fact[]): Refund[] {
  return facts.flatMap(({ type, data }) => {
    if (type === orderReduced.type) return [orderReduced.schema.parse(data).refund];
    if (type === returnReceived.type) return [returnReceived.schema.parse(data).refund];
    if (type === disputeResolved.type) return disputeResolved.schema.parse(data).refund ?? [];
    return [];
  });
}
