import type { Found, Passage, ProductFacts } from '../knowledge/passage.ts';
import { checkStock } from '../tools/check-stock.ts';
import { compareProducts } from '../tools/compare-products.ts';
import { searchArticles } from '../tools/search-articles.ts';
import { searchProducts } from '../tools/search-products.ts';
import type { Answer } from './answer.ts';
import type { Asked } from './ask.ts';
import { Citations } from './citations.ts';
import { clean } from './clean.ts';
import { composed } from './composed.ts';
import { quoteFor } from './quote.ts';
import { supportOf } from './support.ts';
import { priceText, words } from './words.ts';

/** A text must speak of more than this much of a question to answer it. */
const enough = 0.5;

/**
 * Answers from products or articles, whichever speak more of the question; says so when none do.
 *
 * @param asked the question
 * @returns the answer
 */
export async function searchAnswer(asked: Asked): Promise<Answer> {
  const { intent, ctx, caller, spoken } = asked;
  const last = spoken.length > 0 ? ctx.knowledge.product(spoken[0] ?? '') : undefined;
  const cheaper = intent.topic === 'cheaper' && last;
  const query = cheaper ? last.title : intent.query;
  const priceMax = cheaper ? Math.max(0, last.priceMin - 1) : intent.priceMax;
  const { priceMin, inStock } = intent;
  const [products, articles] = await Promise.all([
    searchProducts.run({ query, limit: 8, priceMin, priceMax, inStock }, caller, ctx),
    searchArticles.run({ query, limit: 4 }, caller, ctx),
  ]);
  const { meant, unknown } = ctx.knowledge.read(query);
  const rated = (passages: Passage[]) =>
    passages
      .map((passage) => ({ passage, score: supportOf(meant, passage, unknown) }))
      .filter(({ score }) => score > (cheaper ? 0.25 : enough));
  const goods = rated(products.passages).sort((a, b) => b.score - a.score);
  const [text] = rated(articles.passages);
  const bound = priceMax !== undefined || priceMin !== undefined || inStock !== undefined;
  // Whether somebody looks for something or asks about something, the search over both knows best.
  const audience = caller.user?.sellerId === undefined ? 'buyer' : 'seller';
  const both = { source: ['product' as const, 'article' as const] };
  const isAsked = async () => {
    const [nearest] = await ctx.knowledge.search({ text: query, audience, filter: both, limit: 1 });
    return nearest?.passage.source === 'article';
  };
  if (text && !bound && (goods.length === 0 || (await isAsked()))) return articleAnswer(asked, text);
  if (goods.length > 0) return listed(asked, goods.slice(0, 3));
  const say = words[intent.language];
  return composed('refusal', bound || cheaper ? say.noProducts : say.unknown, { tools: toolNames });
}

const toolNames = [searchProducts.name, searchArticles.name];

function articleAnswer({ text }: Asked, { passage }: Found): Answer {
  const cited = new Citations();
  return composed('article', `${quoteFor(text, passage.text)} ${cited.mark(passage)}`, { cited, tools: toolNames });
}

function listed({ intent, ctx }: Asked, goods: Found[]): Answer {
  const cited = new Citations();
  const lines = goods.flatMap(({ passage }) => {
    const facts = ctx.knowledge.product(passage.ref);
    return facts ? [`• ${lineOf(facts, intent.language)} ${cited.mark(passage)}`] : [];
  });
  const say = words[intent.language];
  return composed('products', [say.found(lines.length), ...lines].join('\n'), { cited, tools: [searchProducts.name] });
}

function lineOf(facts: ProductFacts, language: 'en' | 'de'): string {
  const say = words[language];
  const price = priceText(facts.priceMin, facts.currency, language);
  const pieces = facts.variants.reduce((sum, { available }) => sum + available, 0);
  const rating = facts.rating && say.rated(facts.rating.average.toFixed(1), facts.rating.count);
  const about = [facts.priceMin < facts.priceMax ? `${say.from} ${price}` : price, say.stock(pieces), rating];
  return `${clean(facts.title)} ${say.by} ${clean(facts.sellerName)}: ${about.filter(Boolean).join(', ')}`;
}

/** @param asked a question after what is better, @returns the products side by side */
export async function compareAnswer(asked: Asked): Promise<Answer> {
  const { intent, ctx, caller } = asked;
  const say = words[intent.language];
  const chosen = intent.which.length > 1 ? chosenOf(asked) : await namedOrSpoken(asked);
  if (chosen.length < 2) return composed('question', say.twoNeeded);
  const { passages } = await compareProducts.run({ productIds: chosen.slice(0, 3) }, caller, ctx);
  const cited = new Citations();
  const facts = passages.flatMap(({ product }) => (product ? [product] : []));
  const lines = passages.flatMap((passage) => {
    if (!passage.product) return [];
    const attributes = Object.entries(passage.product.attributes).slice(0, 4);
    const details = attributes.map(([name, value]) => `${clean(name)}: ${clean(value)}`).join('; ');
    return [`• ${lineOf(passage.product, intent.language)}${details && ` (${details})`} ${cited.mark(passage)}`];
  });
  const least = facts.reduce((a, b) => (b.priceMin < a.priceMin ? b : a));
  const end = passages.find(({ ref }) => ref === least.productId);
  const verdict = end ? [`${say.cheapest(clean(least.title))} ${cited.mark(end)}.`] : [];
  return composed('compare', [...lines, ...verdict].join('\n'), { cited, tools: [compareProducts.name] });
}

async function namedOrSpoken(asked: Asked) {
  const sides = asked.text
    .replace(/^.*?\b(compare|between|vergleiche?|zwischen)\b/iu, '')
    .split(/\b(?:and|with|und|mit|versus|vs\.?|to)\b/iu)
    .filter((side) => supportable(side));
  if (sides.length < 2) return asked.spoken;
  const found = await Promise.all(sides.slice(0, 3).map((side) => bestProduct(side, asked)));
  return [...new Set(found.flatMap((one) => (one ? [one.productId] : [])))];
}

const supportable = (side: string) => /\p{L}{4,}/u.test(side) && !/\b(first|second|erste|zweite)/iu.test(side);

/**
 * @param query a product's name or something of it
 * @param asked the question
 * @returns the product that is meant; undefined when none is
 */
export async function bestProduct(query: string, { ctx, caller }: Asked): Promise<ProductFacts | undefined> {
  const text = query
    .replace(
      /\b(cart|basket|bag|warenkorb|add|put|please|bitte|leg\w*|stock|available|lager|verfügbar|lieferbar|pieces|stück|reviews?|reviewers?|ratings?|say|think|people|buyers|customers|bewertung\w*|sagen|kunden|käufer)\b/giu,
      ' ',
    )
    .trim();
  if (text === '') return undefined;
  const { passages } = await searchProducts.run({ query: text.slice(0, 300), limit: 4 }, caller, ctx);
  const best = passages
    .map((passage) => ({ passage, score: supportOf(text, passage) }))
    .sort((a, b) => b.score - a.score)[0];
  return best && best.score >= enough ? ctx.knowledge.product(best.passage.ref) : undefined;
}

/**
 * @param asked a question that points at what was spoken of
 * @returns the products that it points at
 */
export function chosenOf({ intent, spoken }: Asked): Answer['products'] {
  return intent.which.flatMap((at) => spoken.at(at) ?? []);
}

/** @param asked whether something is there, @returns its stock and what delivery costs */
export async function stockAnswer(asked: Asked): Promise<Answer> {
  const { intent, ctx, caller } = asked;
  const say = words[intent.language];
  const productId = (await bestProduct(intent.query, asked))?.productId ?? chosenOf(asked)[0];
  if (!productId) return intent.inStock ? await searchAnswer(asked) : composed('question', say.which);
  const { data, passages } = await checkStock.run({ productId }, caller, ctx);
  const cited = new Citations();
  const lines = passages.flatMap((passage) =>
    passage.product ? [`${lineOf(passage.product, intent.language)} ${cited.mark(passage)}.`] : [],
  );
  const offers = data.delivery.map(({ title, price, currency, minDays, maxDays }) =>
    say.delivery(title, priceText(price, currency, intent.language), minDays, maxDays),
  );
  const delivery = offers.length > 0 ? offers.join('\n') : say.deliveryUnknown;
  return composed('stock', [...lines, delivery].join('\n'), { cited, tools: [checkStock.name] });
}
