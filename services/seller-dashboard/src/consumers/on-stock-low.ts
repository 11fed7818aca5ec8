import { stockLow } from '@credenza/contracts';
import { newest } from '../note.ts';
import { reaction } from '../reaction.ts';
import { type WareNote, wareKeys } from '../ware.ts';

/** Notes how many pieces of a variant are left. */
export const onStockLow = reaction(stockLow, (event) => {
  const { variantId, productId, sellerId, available } = event.data;
  // Its version counts the variant's changes, not the product's: only the time compares with what the product tells.
  const note: WareNote = { ...newest(event, Date.parse(event.time)), what: 'counted', variantId, available };
  return { wares: [{ id: productId, sellerId, notes: { [wareKeys.counted(variantId)]: note } }] };
});
