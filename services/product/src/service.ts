import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onOrderCanceled } from './consumers/on-order-canceled.ts';
import { onOrderDelivered } from './consumers/on-order-delivered.ts';
import { onOrderPaid } from './consumers/on-order-paid.ts';
import { onOrderReduced } from './consumers/on-order-reduced.ts';
import { onReturnReceived } from './consumers/on-return-received.ts';
import { onSellerUpdated } from './consumers/on-seller-updated.ts';
import { makeContext } from './context.ts';
import { applyPrices } from './jobs/apply-prices.ts';
import { dropPictures } from './jobs/drop-pictures.ts';
import { followShops } from './jobs/follow-shops.ts';
import { goOnInBulk } from './jobs/go-on-in-bulk.ts';
import { rateProducts } from './jobs/rate-products.ts';
import { releaseOverdue } from './jobs/release-overdue.ts';
import { tellStock } from './jobs/tell-stock.ts';
import { personal } from './personal.ts';
import { approveReview } from './routes/approve-review.ts';
import { changeInBulk } from './routes/change-in-bulk.ts';
import { chooseFacets } from './routes/choose-facets.ts';
import { createProduct } from './routes/create-product.ts';
import { deleteCategory } from './routes/delete-category.ts';
import { deleteProduct } from './routes/delete-product.ts';
import { editReview } from './routes/edit-review.ts';
import { exportProducts } from './routes/export-products.ts';
import { getBulkChange } from './routes/get-bulk-change.ts';
import { getPicture } from './routes/get-picture.ts';
import { getProduct } from './routes/get-product.ts';
import { importProducts } from './routes/import-products.ts';
import { listCategories } from './routes/list-categories.ts';
import { listFacets } from './routes/list-facets.ts';
import { listOwnProducts } from './routes/list-own-products.ts';
import { listOwnReviews } from './routes/list-own-reviews.ts';
import { listPriceLists } from './routes/list-price-lists.ts';
import { listProducts } from './routes/list-products.ts';
import { listReviews } from './routes/list-reviews.ts';
import { listReviewsToJudge } from './routes/list-reviews-to-judge.ts';
import { namePriceList } from './routes/name-price-list.ts';
import { orderImages } from './routes/order-images.ts';
import { putCategory } from './routes/put-category.ts';
import { readCatalogue } from './routes/read-catalogue.ts';
import { readOffers } from './routes/read-offers.ts';
import { rejectReview } from './routes/reject-review.ts';
import { releaseStock } from './routes/release-stock.ts';
import { removeImage } from './routes/remove-image.ts';
import { removePriceList } from './routes/remove-price-list.ts';
import { replaceVariants } from './routes/replace-variants.ts';
import { replyToReview } from './routes/reply-to-review.ts';
import { reportReview } from './routes/report-review.ts';
import { reserveStock } from './routes/reserve-stock.ts';
import { setListPrices } from './routes/set-list-prices.ts';
import { setSchedule } from './routes/set-schedule.ts';
import { setStock } from './routes/set-stock.ts';
import { submitReview } from './routes/submit-review.ts';
import { suggestProducts } from './routes/suggest-products.ts';
import { updateProduct } from './routes/update-product.ts';
import { updateVariant } from './routes/update-variant.ts';
import { uploadImage } from './routes/upload-image.ts';

export const service = defineService({
  name: 'product',
  summary: 'The catalogue: products, their variants, prices and stock, search, and the pieces that orders hold.',
  config,
  context: makeContext,
  routes: [
    listProducts,
    listCategories,
    putCategory,
    deleteCategory,
    suggestProducts,
    listOwnProducts,
    createProduct,
    importProducts,
    exportProducts, // before the route that would take "export" for an id
    listFacets,
    chooseFacets,
    changeInBulk,
    getBulkChange,
    listPriceLists,
    namePriceList,
    removePriceList,
    listOwnReviews,
    listReviewsToJudge,
    approveReview,
    rejectReview,
    getProduct,
    listReviews,
    submitReview,
    editReview,
    reportReview,
    replyToReview,
    updateProduct,
    deleteProduct,
    uploadImage,
    orderImages,
    removeImage,
    getPicture,
    replaceVariants,
    updateVariant,
    setSchedule,
    setListPrices,
    setStock,
    readOffers,
    readCatalogue,
    reserveStock,
    releaseStock,
  ],
  consumers: [onOrderPaid, onOrderCanceled, onOrderReduced, onReturnReceived, onSellerUpdated, onOrderDelivered],
  personal,
  jobs: [releaseOverdue, tellStock, followShops, applyPrices, goOnInBulk, dropPictures, rateProducts],
  async run(ctx) {
    ctx.feed.start();
    ctx.views.start();
    await ctx.search.refresh();
  },
});
