import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onCartUpdated } from './consumers/on-cart-updated.ts';
import { onPaymentDelayed } from './consumers/on-payment-delayed.ts';
import { onPaymentFailed } from './consumers/on-payment-failed.ts';
import { onPaymentRefunded } from './consumers/on-payment-refunded.ts';
import { onPaymentSucceeded } from './consumers/on-payment-succeeded.ts';
import { onRefundSettled } from './consumers/on-refund-settled.ts';
import { onStockReleased } from './consumers/on-stock-released.ts';
import { makeContext } from './context.ts';
import { deliverParcels } from './jobs/deliver-parcels.ts';
import { expireOrders } from './jobs/expire-orders.ts';
import { releaseRedemptions } from './jobs/release-redemptions.ts';
import { personal } from './personal.ts';
import { acceptSale } from './routes/accept-sale.ts';
import { approveReturn } from './routes/approve-return.ts';
import { cancelLines } from './routes/cancel-lines.ts';
import { cancelOrder } from './routes/cancel-order.ts';
import { cancelSale } from './routes/cancel-sale.ts';
import { changeCommissionRule } from './routes/change-commission-rule.ts';
import { confirmDelivery } from './routes/confirm-delivery.ts';
import { createCommissionRule } from './routes/create-commission-rule.ts';
import { createOrder } from './routes/create-order.ts';
import { declineReturn } from './routes/decline-return.ts';
import { deliverSale } from './routes/deliver-sale.ts';
import { endCommissionRule } from './routes/end-commission-rule.ts';
import { getOrder } from './routes/get-order.ts';
import { getSale } from './routes/get-sale.ts';
import { listCommissionRules } from './routes/list-commission-rules.ts';
import { listDisputes } from './routes/list-disputes.ts';
import { listOrders } from './routes/list-orders.ts';
import { listSales } from './routes/list-sales.ts';
import { noteDispute } from './routes/note-dispute.ts';
import { noteSaleDispute } from './routes/note-sale-dispute.ts';
import { openDispute } from './routes/open-dispute.ts';
import { packSale } from './routes/pack-sale.ts';
import { receiveReturn } from './routes/receive-return.ts';
import { requestReturn } from './routes/request-return.ts';
import { resolveDispute } from './routes/resolve-dispute.ts';
import { shipSale } from './routes/ship-sale.ts';

export const service = defineService({
  name: 'order',
  summary:
    'Turns a cart into an order, splits it among its shops, and follows it until everything has arrived or gone back.',
  config,
  context: makeContext,
  routes: [
    createOrder,
    listOrders,
    listSales, // before the route that would take "sales" for an id
    getOrder,
    cancelOrder,
    cancelLines,
    confirmDelivery,
    requestReturn,
    openDispute,
    noteDispute,
    getSale,
    acceptSale,
    packSale,
    shipSale,
    deliverSale,
    cancelSale,
    approveReturn,
    declineReturn,
    receiveReturn,
    noteSaleDispute,
    listDisputes,
    resolveDispute,
    listCommissionRules,
    createCommissionRule,
    changeCommissionRule,
    endCommissionRule,
  ],
  consumers: [
    onCartUpdated,
    onPaymentDelayed,
    onPaymentSucceeded,
    onPaymentFailed,
    onPaymentRefunded,
    onRefundSettled,
    onStockReleased,
  ],
  jobs: [expireOrders, deliverParcels, releaseRedemptions],
  personal,
  async run(ctx) {
    const count = await ctx.orders.splitOld();
    if (count > 0) ctx.log.info({ count }, 'orders from before were split among their shops');
  },
});
