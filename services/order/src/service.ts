import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onCartUpdated } from './consumers/on-cart-updated.ts';
import { onPaymentFailed } from './consumers/on-payment-failed.ts';
import { onPaymentRefunded } from './consumers/on-payment-refunded.ts';
import { onPaymentSucceeded } from './consumers/on-payment-succeeded.ts';
import { onStockReleased } from './consumers/on-stock-released.ts';
import { makeContext } from './context.ts';
import { expireOrders } from './jobs/expire-orders.ts';
import { cancelOrder } from './routes/cancel-order.ts';
import { createOrder } from './routes/create-order.ts';
import { getOrder } from './routes/get-order.ts';
import { listOrders } from './routes/list-orders.ts';

export const service = defineService({
  name: 'order',
  summary: 'Turns a cart into an order, and follows it until it is paid or canceled.',
  config,
  context: makeContext,
  routes: [createOrder, listOrders, getOrder, cancelOrder],
  consumers: [onCartUpdated, onPaymentSucceeded, onPaymentFailed, onPaymentRefunded, onStockReleased],
  jobs: [expireOrders],
});
