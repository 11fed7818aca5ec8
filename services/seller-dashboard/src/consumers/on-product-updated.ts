import { productUpdated } from '@credenza/contracts';
import { newest } from '../note.ts';
import { reaction } from '../reaction.ts';
import { type WareNote, wareKeys } from '../ware.ts';

/** Notes a product's names and how many pieces of it can be bought. */
export const onProductUpdated = reaction(productUpdated, (event) => {
  const { productId, sellerId, title, status, variants } = event.data;
  const told: WareNote = {
    ...newest(event, event.aggregateversion),
    what: 'told',
    title,
    status,
    variants: variants.map((variant) => ({ variantId: variant.variantId, title: variant.title, sku: variant.sku })),
  };
  const counted = variants.map(({ variantId, available }): [string, WareNote] => [
    wareKeys.counted(variantId),
    { ...newest(event, Date.parse(event.time)), what: 'counted', variantId, available },
  ]);
  return {
    wares: [{ id: productId, sellerId, notes: { [wareKeys.told]: told, ...Object.fromEntries(counted) } }],
  };
});
