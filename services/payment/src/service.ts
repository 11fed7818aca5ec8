import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onDisputeResolved } from './consumers/on-dispute-resolved.ts';
import { onOrderCanceled } from './consumers/on-order-canceled.ts';
import { onOrderCreated } from './consumers/on-order-created.ts';
import { onOrderDelivered } from './consumers/on-order-delivered.ts';
import { onOrderPaid } from './consumers/on-order-paid.ts';
import { onOrderReduced } from './consumers/on-order-reduced.ts';
import { onReturnReceived } from './consumers/on-return-received.ts';
import { makeContext } from './context.ts';
import { keepBooks } from './jobs/keep-books.ts';
import { sendSandboxWebhooks } from './jobs/send-sandbox-webhooks.ts';
import { settleOverdue } from './jobs/settle-overdue.ts';
import { getPayment } from './routes/get-payment.ts';
import { listPayments } from './routes/list-payments.ts';
import { receiveWebhook } from './routes/receive-webhook.ts';
import { refundPayment } from './routes/refund-payment.ts';

export const service = defineService({
  name: 'payment',
  summary: 'Charges and refunds, each exactly once.',
  config,
  context: makeContext,
  routes: [listPayments, getPayment, refundPayment, receiveWebhook],
  consumers: [
    onOrderCreated,
    onOrderPaid,
    onOrderCanceled,
    onOrderReduced,
    onOrderDelivered,
    onReturnReceived,
    onDisputeResolved,
  ],
  jobs: [settleOverdue, keepBooks, sendSandboxWebhooks],
  attach({ server }, ctx) {
    // The sandbox sends its webhooks to this process: it needs no address that leads back here from outside.
    ctx.sandbox.url = () => {
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('the service does not listen');
      return `http://127.0.0.1:${address.port}/api/payments/webhooks/sandbox`;
    };
  },
});
