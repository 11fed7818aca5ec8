import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onCartUpdated } from './consumers/on-cart-updated.ts';
import { onDashboardChanged } from './consumers/on-dashboard-changed.ts';
import { onDigestPrepared } from './consumers/on-digest-prepared.ts';
import { onDisputeOpened } from './consumers/on-dispute-opened.ts';
import { onDisputeResolved } from './consumers/on-dispute-resolved.ts';
import { onOrderAccepted } from './consumers/on-order-accepted.ts';
import { onOrderCanceled } from './consumers/on-order-canceled.ts';
import { onOrderCreated } from './consumers/on-order-created.ts';
import { onOrderDelivered } from './consumers/on-order-delivered.ts';
import { onOrderPaid } from './consumers/on-order-paid.ts';
import { onOrderReduced } from './consumers/on-order-reduced.ts';
import { onOrderRefunded } from './consumers/on-order-refunded.ts';
import { onOrderShipped } from './consumers/on-order-shipped.ts';
import { onPaymentDelayed } from './consumers/on-payment-delayed.ts';
import { onPaymentFailed } from './consumers/on-payment-failed.ts';
import { onPaymentSucceeded } from './consumers/on-payment-succeeded.ts';
import { onPayoutReturned } from './consumers/on-payout-returned.ts';
import { onPayoutSettled } from './consumers/on-payout-settled.ts';
import { onProductUpdated } from './consumers/on-product-updated.ts';
import { onReturnApproved } from './consumers/on-return-approved.ts';
import { onReturnDeclined } from './consumers/on-return-declined.ts';
import { onReturnReceived } from './consumers/on-return-received.ts';
import { onReturnRequested } from './consumers/on-return-requested.ts';
import { onReviewPublished } from './consumers/on-review-published.ts';
import { onReviewRejected } from './consumers/on-review-rejected.ts';
import { onReviewReplied } from './consumers/on-review-replied.ts';
import { onSellerInvited } from './consumers/on-seller-invited.ts';
import { onSellerUpdated } from './consumers/on-seller-updated.ts';
import { onStockLow } from './consumers/on-stock-low.ts';
import { onUserRegistered } from './consumers/on-user-registered.ts';
import { openGateway } from './live/gateway.ts';
import { makeContext } from './make-context.ts';
import { personal } from './personal.ts';
import { addWebhook } from './routes/add-webhook.ts';
import { changeWebhook } from './routes/change-webhook.ts';
import { endWatch } from './routes/end-watch.ts';
import { getLive } from './routes/get-live.ts';
import { getMail } from './routes/get-mail.ts';
import { getPreferences } from './routes/get-preferences.ts';
import { listMails } from './routes/list-mails.ts';
import { listNotifications } from './routes/list-notifications.ts';
import { listOwnMails } from './routes/list-own-mails.ts';
import { listWatches } from './routes/list-watches.ts';
import { listWebhookMessages } from './routes/list-webhook-messages.ts';
import { listWebhooks } from './routes/list-webhooks.ts';
import { pingWebhook } from './routes/ping-webhook.ts';
import { putPreferences } from './routes/put-preferences.ts';
import { readAllNotifications } from './routes/read-all-notifications.ts';
import { readNotification } from './routes/read-notification.ts';
import { removeWebhook } from './routes/remove-webhook.ts';
import { replayMail } from './routes/replay-mail.ts';
import { replayMails } from './routes/replay-mails.ts';
import { replayWebhookMessages } from './routes/replay-webhook-messages.ts';
import { rotateWebhookSecret } from './routes/rotate-webhook-secret.ts';
import { showUnsubscribe } from './routes/show-unsubscribe.ts';
import { unsubscribe } from './routes/unsubscribe.ts';
import { watchVariant } from './routes/watch-variant.ts';

export const service = defineService({
  name: 'notification',
  summary: 'Tells people what has happened: in the bell, live in every open tab, and by mail.',
  config,
  context: makeContext,
  routes: [
    listNotifications,
    readNotification,
    readAllNotifications,
    getLive,
    getPreferences,
    putPreferences,
    listOwnMails,
    showUnsubscribe,
    unsubscribe,
    listWatches,
    watchVariant,
    endWatch,
    listWebhooks,
    addWebhook,
    changeWebhook,
    removeWebhook,
    rotateWebhookSecret,
    pingWebhook,
    listWebhookMessages,
    replayWebhookMessages,
    listMails,
    getMail,
    replayMail,
    replayMails,
  ],
  consumers: [
    onUserRegistered,
    onSellerUpdated,
    onSellerInvited,
    onCartUpdated,
    onOrderCreated,
    onOrderPaid,
    onOrderCanceled,
    onOrderRefunded,
    onOrderAccepted,
    onOrderShipped,
    onOrderDelivered,
    onOrderReduced,
    onReturnRequested,
    onReturnApproved,
    onReturnDeclined,
    onReturnReceived,
    onDisputeOpened,
    onDisputeResolved,
    onPaymentSucceeded,
    onPaymentDelayed,
    onPaymentFailed,
    onReviewPublished,
    onReviewRejected,
    onReviewReplied,
    onStockLow,
    onProductUpdated,
    onPayoutSettled,
    onPayoutReturned,
    onDashboardChanged,
    onDigestPrepared,
  ],
  jobs: [],
  personal,
  attach: (listening, ctx) => openGateway(listening, ctx),
  run(ctx) {
    ctx.live.start();
    for (const worker of ctx.workers) worker.start();
  },
});
