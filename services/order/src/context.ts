import type { Audit, Dapr, Deps, Log } from '@credenza/service-kit';
import type { z } from 'zod';
import { type Carts, openCarts } from './cart.store.ts';
import { type CommissionRules, openCommissionRules } from './commission-rule.store.ts';
import type { config } from './config.ts';
import { type Orders, openOrders } from './order.store.ts';
import { openRedemptions, type Redemptions } from './redemption.store.ts';

const dayMs = 86_400_000;

/** What the order service's handlers may use. */
export interface Context {
  orders: Orders;
  carts: Carts;
  redemptions: Redemptions;
  commissionRules: CommissionRules;
  dapr: Dapr;
  audit: Audit;
  log: Log;
  now(): Date;
  commissionBasisPoints: number;
  /** How long an order waits for its payment, and how much longer its pieces are held, in ms. */
  paymentMs: number;
  holdGraceMs: number;
  /** How long a shop has to send, when a parcel counts as delivered, and how long it may be sent back, in ms. */
  shipMs: number;
  autoDeliverMs: number;
  returnMs: number;
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
    redemptions: openRedemptions(deps),
    commissionRules: openCommissionRules(deps),
    dapr: deps.dapr,
    audit: deps.audit,
    log: deps.log,
    now: deps.now,
    commissionBasisPoints: deps.config.COMMISSION_BASIS_POINTS,
    paymentMs: deps.config.PAYMENT_MINUTES * 60_000,
    holdGraceMs: deps.config.HOLD_GRACE_SECONDS * 1_000,
    shipMs: deps.config.SHIP_DAYS * dayMs,
    autoDeliverMs: deps.config.AUTO_DELIVER_DAYS * dayMs,
    returnMs: deps.config.RETURN_DAYS * dayMs,
  };
}
