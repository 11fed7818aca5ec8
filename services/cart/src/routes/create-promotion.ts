import { newId, PromotionId } from '@credenza/contracts';
import { Conflict, route, sellerOf, versioned } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { type Promotion, requirePeriod } from '../promotion.ts';
import { PromotionFields, PromotionView, promotionView } from '../promotion-view.ts';

/** How many promotions of one shop, or of the marketplace, may apply by themselves. */
const mostByThemselves = 30;

export const createPromotion = route({
  method: 'post',
  path: '/api/cart/promotions',
  summary: 'Make a promotion: a shop for its own goods, which it pays; an admin for all, which the marketplace pays.',
  role: ['seller', 'admin'],
  idempotency: 'required',
  status: 201,
  body: PromotionFields,
  reply: PromotionView,
  problems: ['conflict'],
  async handle({ body, user }, ctx: Context) {
    const { startsAt, endsAt, ...fields } = body;
    const now = ctx.now();
    const promotion: Promotion = {
      ...fields,
      ...(user.role !== 'admin' && { sellerId: sellerOf(user) }),
      startsAt: startsAt === undefined ? now : new Date(startsAt),
      ...(endsAt !== undefined && { endsAt: new Date(endsAt) }),
      createdAt: now,
    };
    requirePeriod(promotion);
    if (promotion.code === undefined) await requireRoom(promotion, ctx);
    else if (await ctx.promotions.ofCode(promotion.code)) throw codeTaken();
    const id = newId(PromotionId);
    const act = 'promotion.created';
    await ctx.audit.record({ act, actor: user.id, subject: id, outcome: 'done', key: `${id}:${act}`, detail: body });
    if (!(await ctx.promotions.aggregates.create(id, promotion))) throw codeTaken();
    return versioned(promotionView({ ...promotion, _id: id, version: 1 }, now), 1, { status: 201 });
  },
});

const codeTaken = () => new Conflict('There is such a coupon already. Choose another code.');

/** Each is tried on every cart with such goods. Two at once may exceed it, which does no harm. */
async function requireRoom({ sellerId }: Promotion, ctx: Context): Promise<void> {
  if ((await ctx.promotions.countByThemselves(sellerId)) < mostByThemselves) return;
  throw new Conflict(`At most ${mostByThemselves} promotions apply by themselves. End one that is over.`);
}
