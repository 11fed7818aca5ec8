import type { Audit, Dapr, Deps, Log } from '@credenza/service-kit';
import type { z } from 'zod';
import { type Carts, openCarts } from './cart.store.ts';
import type { config } from './config.ts';
import { type Orders, openOrders } from './order.store.ts';

/** What the order service's handlers may use. */
export interface Context {
  orders: Orders;
  carts: Carts;
  dapr: Dapr;
  audit: Audit;
  log: Log;
  now(): Date;
  commissionBasisPoints: number;
  /** How long an order waits for its payment, and how much longer its pieces are held, in ms. */
  paymentMs: number;
  holdGraceMs: number;
}

/**
 * Builds the context.
 *
 * @param deps what the kit gives
 * @returns the context
 */
export function makeContext(deps: Deps<z.output<typeof config>>): Context {
  return {
    orders: openOrders(deps),
    carts: openCarts(deps),
    dapr: deps.dapr,
    audit: deps.audit,
    log: deps.log,
    now: deps.now,
    commissionBasisPoints: deps.config.COMMISSION_BASIS_POINTS,
    paymentMs: deps.config.PAYMENT_MINUTES * 60_000,
    holdGraceMs: deps.config.HOLD_GRACE_SECONDS * 1_000,
  };
}
