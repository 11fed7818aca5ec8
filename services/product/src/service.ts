import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onOrderCanceled } from './consumers/on-order-canceled.ts';
import { onOrderPaid } from './consumers/on-order-paid.ts';
import { onOrderReduced } from './consumers/on-order-reduced.ts';
import { onReturnReceived } from './consumers/on-return-received.ts';
import { onSellerUpdated } from './consumers/on-seller-updated.ts';
import { makeContext } from './context.ts';
import { followShops } from './jobs/follow-shops.ts';
import { releaseOverdue } from './jobs/release-overdue.ts';
import { tellStock } from './jobs/tell-stock.ts';
import { personal } from './personal.ts';
import { createProduct } from './routes/create-product.ts';
import { deleteProduct } from './routes/delete-product.ts';
import { exportProducts } from './routes/export-products.ts';
import { getProduct } from './routes/get-product.ts';
import { importProducts } from './routes/import-products.ts';
import { listCategories } from './routes/list-categories.ts';
import { listOwnProducts } from './routes/list-own-products.ts';
import { listProducts } from './routes/list-products.ts';
import { readOffers } from './routes/read-offers.ts';
import { releaseStock } from './routes/release-stock.ts';
import { replaceVariants } from './routes/replace-variants.ts';
import { reserveStock } from './routes/reserve-stock.ts';
import { setStock } from './routes/set-stock.ts';
import { suggestProducts } from './routes/suggest-products.ts';
import { updateProduct } from './routes/update-product.ts';
import { updateVariant } from './routes/update-variant.ts';

export const service = defineService({
  name: 'product',
  summary: 'The catalogue: products, their variants, prices and stock, search, and the pieces that orders hold.',
  config,
  context: makeContext,
  routes: [
    listProducts,
    listCategories,
    suggestProducts,
    listOwnProducts,
    createProduct,
    importProducts,
    exportProducts, // before the route that would take "export" for an id
    getProduct,
    updateProduct,
    deleteProduct,
    replaceVariants,
    updateVariant,
    setStock,
    readOffers,
    reserveStock,
    releaseStock,
  ],
  consumers: [onOrderPaid, onOrderCanceled, onOrderReduced, onReturnReceived, onSellerUpdated],
  jobs: [releaseOverdue, tellStock, followShops],
  personal,
  async run(ctx) {
    ctx.feed.start();
    await ctx.search.refresh();
  },
});
