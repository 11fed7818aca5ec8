import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onDisputeResolved } from './consumers/on-dispute-resolved.ts';
import { onOrderCanceled } from './consumers/on-order-canceled.ts';
import { onOrderCreated } from './consumers/on-order-created.ts';
import { onOrderDelivered } from './consumers/on-order-delivered.ts';
import { onOrderPaid } from './consumers/on-order-paid.ts';
import { onOrderReduced } from './consumers/on-order-reduced.ts';
import { onReturnReceived } from './consumers/on-return-received.ts';
import { onSellerUpdated } from './consumers/on-seller-updated.ts';
import { makeContext } from './context.ts';
import { checkLedger } from './jobs/check-ledger.ts';
import { keepBooks } from './jobs/keep-books.ts';
import { movePayouts } from './jobs/move-payouts.ts';
import { sendSandboxWebhooks } from './jobs/send-sandbox-webhooks.ts';
import { settleOverdue } from './jobs/settle-overdue.ts';
import { personal } from './personal.ts';
import { approveBatch } from './routes/approve-batch.ts';
import { arrangeSandboxAccount } from './routes/arrange-sandbox-account.ts';
import { checkPayout } from './routes/check-payout.ts';
import { createBatch } from './routes/create-batch.ts';
import { discardBatch } from './routes/discard-batch.ts';
import { getBalance } from './routes/get-balance.ts';
import { getBatch } from './routes/get-batch.ts';
import { getPayment } from './routes/get-payment.ts';
import { getProviderStatement } from './routes/get-provider-statement.ts';
import { getStatement } from './routes/get-statement.ts';
import { getTotals } from './routes/get-totals.ts';
import { listAllPayouts } from './routes/list-all-payouts.ts';
import { listBatches } from './routes/list-batches.ts';
import { listPayments } from './routes/list-payments.ts';
import { listPayouts } from './routes/list-payouts.ts';
import { listPostings } from './routes/list-postings.ts';
import { planPayouts } from './routes/plan-payouts.ts';
import { receiveWebhook } from './routes/receive-webhook.ts';
import { reconcileProvider } from './routes/reconcile-provider.ts';
import { refundPayment } from './routes/refund-payment.ts';
import { returnToPayment } from './routes/return-to-payment.ts';
import { setStripeAccount } from './routes/set-stripe-account.ts';

export const service = defineService({
  name: 'payment',
  summary: 'Charges and refunds, each exactly once; the ledger that says whose money it is, and payouts to the shops.',
  config,
  context: makeContext,
  routes: [
    listPayments,
    // Before the route that takes any id.
    getBalance,
    getStatement,
    listPayouts,
    getPayment,
    refundPayment,
    returnToPayment,
    receiveWebhook,
    listPostings,
    getTotals,
    planPayouts,
    listAllPayouts,
    checkPayout,
    createBatch,
    listBatches,
    getBatch,
    approveBatch,
    discardBatch,
    reconcileProvider,
    getProviderStatement,
    arrangeSandboxAccount,
    setStripeAccount,
  ],
  consumers: [
    onOrderCreated,
    onOrderPaid,
    onOrderCanceled,
    onOrderReduced,
    onOrderDelivered,
    onReturnReceived,
    onDisputeResolved,
    onSellerUpdated,
  ],
  jobs: [settleOverdue, keepBooks, movePayouts, checkLedger, sendSandboxWebhooks],
  personal,
  attach({ server }, ctx) {
    // The sandbox sends its webhooks to this process: it needs no address that leads back here from outside.
    ctx.sandbox.url = () => {
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('the service does not listen');
      return `http://127.0.0.1:${address.port}/api/payments/webhooks/sandbox`;
    };
  },
});
