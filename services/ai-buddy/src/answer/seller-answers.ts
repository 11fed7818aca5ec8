import { ProductId } from '@credenza/contracts';
import type { ProductFacts } from '../knowledge/passage.ts';
import { usualWish } from '../seller/stock-advice.ts';
import { checkInventory } from '../tools/check-inventory.ts';
import { improveListing } from '../tools/improve-listing.ts';
import { shopOf } from '../tools/shop-of.ts';
import { suggestPrice } from '../tools/suggest-price.ts';
import type { Answer } from './answer.ts';
import type { Asked } from './ask.ts';
import { Citations } from './citations.ts';
import { clean } from './clean.ts';
import { composed } from './composed.ts';
import { chosenOf } from './product-answers.ts';
import { clearest, spokenOf } from './support.ts';
import { priceText, words } from './words.ts';

/** @param asked what a product of the own shop should cost, @returns a price for each variant, with its reasons */
export async function pricingAnswer(asked: Asked): Promise<Answer> {
  const { intent, caller, ctx } = asked;
  const say = words[intent.language];
  const own = await ownOf(asked);
  if (!own) return composed('question', say.whichOwn);
  const { data, passages } = await suggestPrice.run({ productId: own.productId }, caller, ctx);
  const { market, currency, variants } = data.advice;
  const money = (amount: number) => priceText(amount, currency, intent.language);
  const cited = new Citations();
  const lines = variants.flatMap(({ title, price, proposed, low, high, confidence, reasons }) => {
    const kept = proposed === price;
    const what = kept
      ? say.keepPrice(clean(title), money(price))
      : say.price(clean(title), money(price), money(proposed), money(low), money(high));
    const why = reasons.map(({ code, text }) => `  – ${say.priceReason(code, text)}`);
    return [`• ${what}, ${say.confidence[confidence]}`, ...why];
  });
  const about = market ? [say.market(money(market.price), market.count)] : [];
  return composed('advice', [`${clean(own.title)} ${cited.marks(passages)}`, ...about, ...lines].join('\n'), {
    cited,
    tools: [suggestPrice.name],
  });
}

/** @param asked how the own stock stands, @returns what needs attention first */
export async function inventoryAnswer({ intent, caller, ctx }: Asked): Promise<Answer> {
  const say = words[intent.language];
  const { data, passages } = await checkInventory.run({ ...usualWish, limit: 5 }, caller, ctx);
  if (data.rows.length === 0) return composed('advice', say.nothingOffered, { tools: [checkInventory.name] });
  const cited = new Citations();
  const markOf = new Map(passages.map((passage) => [passage.ref, cited.mark(passage)]));
  const lines = data.rows.map(({ productId, title, variantTitle, state, available, days, reorder }) => {
    const name = `${clean(title)} (${clean(variantTitle)})`;
    const mark = markOf.get(productId);
    return `• ${name}: ${say.stockStates[state]}; ${say.stockRow(available, days, reorder)}${mark ? ` ${mark}` : ''}`;
  });
  return composed('advice', lines.join('\n'), { cited, tools: [checkInventory.name] });
}

/** @param asked what an own listing lacks, @returns what better-selling ones say */
export async function listingAnswer(asked: Asked): Promise<Answer> {
  const { intent, caller, ctx } = asked;
  const say = words[intent.language];
  const own = await ownOf(asked);
  if (!own) return composed('question', say.whichOwn);
  const { data, passages } = await improveListing.run({ productId: own.productId }, caller, ctx);
  const { gaps, comparedWith } = data.advice;
  const cited = new Citations();
  const head = `${clean(own.title)} ${cited.marks(passages)}`;
  const lines = gaps.map(
    ({ code, text, among, examples }) => `• ${say.gap(code, text, among, comparedWith, examples.join(', '))}`,
  );
  const text = gaps.length === 0 ? [say.noGaps] : [say.gaps(comparedWith), ...lines];
  return composed('advice', [head, ...text].join('\n'), { cited, tools: [improveListing.name] });
}

/** The product of the own shop that is named, or that was spoken of. */
async function ownOf(asked: Asked): Promise<ProductFacts | undefined> {
  const { text, caller, ctx } = asked;
  const sellerId = shopOf(caller);
  const filter = { source: ['product' as const], sellerId };
  const found = await ctx.knowledge.search({ text, audience: 'seller', filter, limit: 8 });
  const facts = found.flatMap(({ passage }) => ctx.knowledge.product(passage.ref) ?? []);
  const named = clearest(spokenOf(text, facts, ({ title }) => title));
  // More than half of its name, and more than of any other's: advice on the wrong product is worse than a question.
  if (named && named.share > 0.5) return named.one;
  const spoken = chosenOf(asked).map((id) => ctx.knowledge.product(ProductId.parse(id)));
  return spoken.find((one) => one?.sellerId === sellerId);
}
