import { erasedText, type ProductId, type ReviewId } from '@credenza/contracts';
import { z } from 'zod';
import { gone, type Material } from './material.ts';
import { sentencesOf, type Tone, toneOf } from './sentences.ts';
import { languageOf, termsOf } from './terms.ts';

/** What is kept of a review: its stars and some of its sentences, never who has written it. */
const Noted = z.object({
  /** The review's own version; what is older changes nothing. */
  version: z.int(),
  /** Missing for one that cannot be read, or no longer. */
  says: z.object({ rating: z.int(), praise: z.array(z.string()), criticism: z.array(z.string()) }).optional(),
});

/** What is known of the reviews of one product. */
export const ReviewNotes = z.object({
  version: z.int(),
  title: z.string(),
  reviews: z.record(z.string(), Noted),
});
export type ReviewNotes = z.infer<typeof ReviewNotes>;

/** What has happened to a review. */
export interface ReviewNews {
  reviewId: ReviewId;
  productTitle: string;
  version: number;
  /** Missing when it cannot be read, or no longer. */
  published?: { rating: number; title: string; text: string } | undefined;
}

/** Sentences that are kept of one review, and shown of all. */
const perReview = 3;
const shown = 3;

/** Of so many reviews sentences are kept, the newest ones; of the others, the stars. */
export const quotable = 200;

/**
 * @param notes what is known; undefined when nothing is
 * @param news what has happened to a review
 * @returns what is known then; undefined when that is no news
 */
export function noted(notes: ReviewNotes | undefined, news: ReviewNews): ReviewNotes | undefined {
  const { reviewId, productTitle, version, published } = news;
  const before = notes?.reviews[reviewId];
  // A review that nobody has to look at is submitted and published in one version; published is the later of the two.
  const later = before?.version === version && published !== undefined && before.says === undefined;
  if (before && before.version >= version && !later) return undefined;
  const reviews = { ...notes?.reviews, [reviewId]: { version, ...(published && { says: summary(published) }) } };
  return { version: (notes?.version ?? 0) + 1, title: productTitle, reviews: lightened(reviews) };
}

/**
 * Says what reviews say, in their own words: sentences that say what others say as well come first.
 *
 * @param productId the product
 * @param notes what is known of its reviews
 * @returns the text that can be found and quoted; nothing when no review can be read
 */
export function gistOf(productId: ProductId, notes: ReviewNotes): Material {
  const ref = `reviews:${productId}`;
  const said = Object.values(notes.reviews).flatMap(({ says }) => says ?? []);
  if (said.length === 0) return gone(ref, notes.version);
  const average = said.reduce((sum, { rating }) => sum + rating, 0) / said.length;
  const praise = commonest(said.flatMap((one) => one.praise));
  const criticism = commonest(said.flatMap((one) => one.criticism));
  const language = languageOf([...praise, ...criticism].join(' '));
  const words = wordings[language];
  const lines = [
    words.stars(average, said.length),
    ...(praise.length > 0 ? [`${words.praise}: ${quoted(praise)}`] : []),
    ...(criticism.length > 0 ? [`${words.criticism}: ${quoted(criticism)}`] : []),
  ];
  return {
    ref,
    version: notes.version,
    source: 'reviews',
    title: notes.title,
    language,
    audience: 'all',
    pieces: [lines.join('\n')],
  };
}

const wordings = {
  en: {
    stars: (average: number, count: number) =>
      `Reviews: ${average.toFixed(1)} of 5 stars from ${count} ${count === 1 ? 'buyer' : 'buyers'}.`,
    praise: 'Praised',
    criticism: 'Criticised',
  },
  de: {
    stars: (average: number, count: number) =>
      `Bewertungen: ${average.toFixed(1).replace('.', ',')} von 5 Sternen von ${count} ${count === 1 ? 'Käufer' : 'Käufern'}.`,
    praise: 'Gelobt',
    criticism: 'Kritisiert',
  },
};

const quoted = (sentences: string[]) => sentences.map((one) => `“${one}”`).join(' ');

function summary({ rating, title, text }: { rating: number; title: string; text: string }) {
  // A late event about somebody who is erased has that word in place of theirs.
  const sentences = [title, ...sentencesOf(text)].filter((one) => one !== erasedText);
  const of = (tone: Tone) => sentences.filter((one) => toneOf(one, rating) === tone).slice(0, perReview);
  return { rating, praise: of('praise'), criticism: of('criticism') };
}

/** Ids begin with the time, so the newest are the last. */
function lightened(reviews: ReviewNotes['reviews']): ReviewNotes['reviews'] {
  const ids = Object.keys(reviews).sort();
  for (const id of ids.slice(0, Math.max(0, ids.length - quotable))) {
    const one = reviews[id];
    if (one?.says) reviews[id] = { ...one, says: { rating: one.says.rating, praise: [], criticism: [] } };
  }
  return reviews;
}

/** Sentences whose words are in most of the others, each unlike those before it. */
function commonest(sentences: string[]): string[] {
  const all = [...new Set(sentences)].map((text) => ({ text, terms: new Set(termsOf(text)) }));
  const spread = new Map<string, number>();
  for (const { terms } of all) for (const term of terms) spread.set(term, (spread.get(term) ?? 0) + 1);
  const weight = ({ terms }: { terms: Set<string> }) =>
    [...terms].reduce((sum, term) => sum + (spread.get(term) ?? 0) - 1, 0) / Math.sqrt(terms.size || 1);
  const ranked = all.map((one) => ({ ...one, weight: weight(one) })).sort((a, b) => b.weight - a.weight);
  const chosen: typeof ranked = [];
  for (const one of ranked) {
    if (chosen.length === shown) break;
    const alike = chosen.some(
      ({ terms }) => [...one.terms].filter((term) => terms.has(term)).length * 2 > one.terms.size,
    );
    if (!alike) chosen.push(one);
  }
  return chosen.map(({ text }) => text);
}
