import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onOrderCanceled } from './consumers/on-order-canceled.ts';
import { onOrderPaid } from './consumers/on-order-paid.ts';
import { onOrderReduced } from './consumers/on-order-reduced.ts';
import { onProductUpdated } from './consumers/on-product-updated.ts';
import { makeContext } from './context.ts';
import { personal } from './personal.ts';
import { addCoupon } from './routes/add-coupon.ts';
import { addLine } from './routes/add-line.ts';
import { changePromotion } from './routes/change-promotion.ts';
import { chooseShipping } from './routes/choose-shipping.ts';
import { createPromotion } from './routes/create-promotion.ts';
import { deleteCart } from './routes/delete-cart.ts';
import { deleteLine } from './routes/delete-line.ts';
import { endPromotion } from './routes/end-promotion.ts';
import { getCart } from './routes/get-cart.ts';
import { getPromotion } from './routes/get-promotion.ts';
import { getShipping } from './routes/get-shipping.ts';
import { listPromotions } from './routes/list-promotions.ts';
import { listTaxRates } from './routes/list-tax-rates.ts';
import { mergeCart } from './routes/merge-cart.ts';
import { readUserCart } from './routes/read-user-cart.ts';
import { redeemPromotions } from './routes/redeem-promotions.ts';
import { releasePromotions } from './routes/release-promotions.ts';
import { removeCoupon } from './routes/remove-coupon.ts';
import { setDestination } from './routes/set-destination.ts';
import { setLineQuantity } from './routes/set-line-quantity.ts';
import { setShipping } from './routes/set-shipping.ts';
import { setTaxRate } from './routes/set-tax-rate.ts';
import { unsetTaxRate } from './routes/unset-tax-rate.ts';

export const service = defineService({
  name: 'cart',
  summary:
    'Carts of buyers and guests, at the prices and stock that the shop has now, with promotions, shipping and tax.',
  config,
  context: makeContext,
  routes: [
    getCart,
    addLine,
    setLineQuantity,
    deleteLine,
    deleteCart,
    mergeCart,
    addCoupon,
    removeCoupon,
    setDestination,
    chooseShipping,
    // what shops and admins set
    listPromotions,
    createPromotion,
    getPromotion,
    changePromotion,
    endPromotion,
    getShipping,
    setShipping,
    listTaxRates,
    setTaxRate,
    unsetTaxRate,
    // what other services ask
    readUserCart,
    redeemPromotions,
    releasePromotions,
  ],
  consumers: [onProductUpdated, onOrderPaid, onOrderCanceled, onOrderReduced],
  jobs: [],
  personal,
});
