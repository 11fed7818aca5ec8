import { route, sellerOf, versioned } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { setAudited } from '../set-audited.ts';
import { shippingOf } from '../shipping.ts';
import { ShippingFields, ShippingView } from '../shipping-view.ts';

export const setShipping = route({
  method: 'put',
  path: '/api/cart/shipping/options',
  summary: 'Set how the shop sends: all its options; none for what is usual here.',
  role: 'seller',
  ifMatch: 'optional',
  body: ShippingFields,
  reply: ShippingView,
  async handle({ body, user, ifVersion }, ctx: Context) {
    const sellerId = sellerOf(user);
    const act = 'shipping.set';
    const entry = { act, actor: user.id, subject: sellerId, outcome: 'done' as const, detail: body };
    const shipping = shippingOf(body.options);
    const { version, options } = await setAudited(ctx.shippings.aggregates, sellerId, shipping, {
      entry,
      ifVersion,
      ctx,
    });
    return versioned({ version, options }, version);
  },
});
