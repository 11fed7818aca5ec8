import { readReviews } from '../tools/read-reviews.ts';
import type { Answer } from './answer.ts';
import type { Asked } from './ask.ts';
import { Citations } from './citations.ts';
import { clean } from './clean.ts';
import { composed } from './composed.ts';
import { bestProduct, chosenOf, searchAnswer } from './product-answers.ts';
import { words } from './words.ts';

/** @param asked what others say of a product, @returns their words; what articles say of reviews when no product is meant */
export async function reviewsAnswer(asked: Asked): Promise<Answer> {
  const { intent, ctx, caller } = asked;
  const productId = (await bestProduct(intent.query, asked))?.productId ?? chosenOf(asked)[0];
  const facts = productId && ctx.knowledge.product(productId);
  if (!facts) return await searchAnswer(asked);
  const { data, passages } = await readReviews.run({ productId: facts.productId }, caller, ctx);
  const cited = new Citations();
  const marks = cited.marks(passages);
  const title = clean(facts.title);
  const none = words[intent.language].noReviews(title, marks);
  const text = data.reviews === '' ? none : `${title} ${marks}\n${data.reviews}`;
  return composed('reviews', text, { cited, tools: [readReviews.name] });
}
