import { productViewed } from '@credenza/contracts';
import { once } from '../note.ts';
import { reaction } from '../reaction.ts';
import { viewsId } from '../views.ts';

/** Counts the views of a product page, each event once. */
export const onProductViewed = reaction(productViewed, (event) => {
  const { productId, sellerId, views, since } = event.data;
  const note = { ...once(event), views };
  return { views: [{ id: viewsId(productId, new Date(since)), sellerId, notes: { [event.id]: note } }] };
});
