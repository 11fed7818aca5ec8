import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onOrderPaid } from './consumers/on-order-paid.ts';
import { onProductUpdated } from './consumers/on-product-updated.ts';
import { makeContext } from './context.ts';
import { addLine } from './routes/add-line.ts';
import { deleteCart } from './routes/delete-cart.ts';
import { deleteLine } from './routes/delete-line.ts';
import { getCart } from './routes/get-cart.ts';
import { mergeCart } from './routes/merge-cart.ts';
import { readUserCart } from './routes/read-user-cart.ts';
import { setLineQuantity } from './routes/set-line-quantity.ts';

export const service = defineService({
  name: 'cart',
  summary: 'Carts of buyers and guests, at the prices and stock that the shop has now.',
  config,
  context: makeContext,
  routes: [getCart, addLine, setLineQuantity, deleteLine, deleteCart, mergeCart, readUserCart],
  consumers: [onProductUpdated, onOrderPaid],
  jobs: [],
});
