import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onCartUpdated } from './consumers/on-cart-updated.ts';
import { onDashboardChanged } from './consumers/on-dashboard-changed.ts';
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
import { onPaymentFailed } from './consumers/on-payment-failed.ts';
import { onPaymentSucceeded } from './consumers/on-payment-succeeded.ts';
import { onReturnApproved } from './consumers/on-return-approved.ts';
import { onReturnDeclined } from './consumers/on-return-declined.ts';
import { onReturnReceived } from './consumers/on-return-received.ts';
import { onReturnRequested } from './consumers/on-return-requested.ts';
import { onSellerInvited } from './consumers/on-seller-invited.ts';
import { onSellerUpdated } from './consumers/on-seller-updated.ts';
import { onStockLow } from './consumers/on-stock-low.ts';
import { onUserRegistered } from './consumers/on-user-registered.ts';
import { makeContext } from './context.ts';
import { openGateway } from './live/gateway.ts';
import { personal } from './personal.ts';
import { getLive } from './routes/get-live.ts';
import { getMail } from './routes/get-mail.ts';
import { listMails } from './routes/list-mails.ts';
import { listNotifications } from './routes/list-notifications.ts';
import { readAllNotifications } from './routes/read-all-notifications.ts';
import { readNotification } from './routes/read-notification.ts';
import { replayMail } from './routes/replay-mail.ts';
import { replayMails } from './routes/replay-mails.ts';

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
    onPaymentFailed,
    onStockLow,
    onDashboardChanged,
  ],
  jobs: [],
  personal,
  attach: (listening, ctx) => openGateway(listening, ctx),
  run(ctx) {
    ctx.live.start();
    ctx.worker.start();
  },
});
