import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onBalanceUpdated } from './consumers/on-balance-updated.ts';
import { onDisputeOpened } from './consumers/on-dispute-opened.ts';
import { onDisputeResolved } from './consumers/on-dispute-resolved.ts';
import { onOrderAccepted } from './consumers/on-order-accepted.ts';
import { onOrderCanceled } from './consumers/on-order-canceled.ts';
import { onOrderDelivered } from './consumers/on-order-delivered.ts';
import { onOrderPaid } from './consumers/on-order-paid.ts';
import { onOrderReduced } from './consumers/on-order-reduced.ts';
import { onOrderShipped } from './consumers/on-order-shipped.ts';
import { onPayoutReturned } from './consumers/on-payout-returned.ts';
import { onPayoutSettled } from './consumers/on-payout-settled.ts';
import { onProductUpdated } from './consumers/on-product-updated.ts';
import { onProductViewed } from './consumers/on-product-viewed.ts';
import { onRefundSettled } from './consumers/on-refund-settled.ts';
import { onReturnApproved } from './consumers/on-return-approved.ts';
import { onReturnDeclined } from './consumers/on-return-declined.ts';
import { onReturnReceived } from './consumers/on-return-received.ts';
import { onReturnRequested } from './consumers/on-return-requested.ts';
import { onSellerUpdated } from './consumers/on-seller-updated.ts';
import { onStockLow } from './consumers/on-stock-low.ts';
import { makeContext } from './context.ts';
import { exportTable } from './routes/export-table.ts';
import { getBalance } from './routes/get-balance.ts';
import { getOverview } from './routes/get-overview.ts';
import { getRebuild } from './routes/get-rebuild.ts';
import { listCountries } from './routes/list-countries.ts';
import { listDays } from './routes/list-days.ts';
import { listOpenOrders } from './routes/list-open-orders.ts';
import { listPayouts } from './routes/list-payouts.ts';
import { listStockCover } from './routes/list-stock-cover.ts';
import { rankProducts } from './routes/rank-products.ts';
import { startRebuild } from './routes/start-rebuild.ts';

/** What each event adds to the read model, live as well as in a rebuild. */
export const reactions = [
  onOrderPaid,
  onOrderCanceled,
  onOrderReduced,
  onOrderAccepted,
  onOrderShipped,
  onOrderDelivered,
  onReturnRequested,
  onReturnApproved,
  onReturnDeclined,
  onReturnReceived,
  onDisputeOpened,
  onDisputeResolved,
  onRefundSettled,
  onBalanceUpdated,
  onPayoutSettled,
  onPayoutReturned,
  onProductUpdated,
  onStockLow,
  onProductViewed,
  onSellerUpdated,
];

export const service = defineService({
  name: 'seller-dashboard',
  summary: "A shop's figures: what it sells and where, what it has to send, how long its stock lasts, and its money.",
  config,
  context: (deps) => makeContext(deps, reactions),
  routes: [
    getOverview,
    listDays,
    listCountries,
    rankProducts,
    listOpenOrders,
    listStockCover,
    getBalance,
    listPayouts,
    exportTable,
    startRebuild,
    getRebuild,
  ],
  consumers: reactions.map(({ consumer }) => consumer),
  jobs: [],
  personal: { nothing: 'Figures of shops; of people it knows only the ids of those who work for a shop.' },
  run(ctx) {
    ctx.pulse.start();
  },
});
