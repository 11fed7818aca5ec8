import { erasedText, newId, ProductId, ReviewId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { gistOf, noted, quotable, type ReviewNews, type ReviewNotes } from '../src/knowledge/gist.ts';
import { sentencesOf, toneOf } from '../src/knowledge/sentences.ts';
import { mistakesBetween, Vocabulary } from '../src/knowledge/spelling.ts';

const productId = newId(ProductId);
const review = (text: string, rating = 5, version = 1): ReviewNews => ({
  reviewId: newId(ReviewId),
  productTitle: 'Oak desk',
  version,
  published: { rating, title: text, text },
});
const all = (news: ReviewNews[]) =>
  news.reduce<ReviewNotes | undefined>((notes, one) => noted(notes, one) ?? notes, undefined);
const textOf = (notes: ReviewNotes | undefined) => (notes ? gistOf(productId, notes).pieces.join('\n') : '');

describe('the gist of reviews', () => {
  test('says how many stars there are, what is praised and what is criticised, in the words of reviews', () => {
    const text = textOf(
      all([
        review('The top is beautiful and solid.'),
        review('A beautiful top, very solid.', 5),
        review('The drawer creaks and is loose.', 2),
      ]),
    );
    expect(text).toContain('Reviews: 4.0 of 5 stars from 3 buyers.');
    expect(text).toMatch(/Praised: .*beautiful/);
    expect(text).toMatch(/Criticised: .*creaks/);
  });

  test('is gone with the last review that can be read, and knows nothing of who has written', () => {
    const one = review('Lovely and stable.');
    const notes = all([one, { ...one, version: 2, published: undefined }]);
    expect(textOf(notes)).toBe('');
    expect(JSON.stringify(all([one]))).not.toContain('usr_');
  });

  test('quotes nothing of a review whose writer is erased, and counts its stars', () => {
    const text = textOf(all([review(erasedText), review('The top is beautiful and solid.')]));
    expect(text).toContain('5.0 of 5 stars from 2 buyers');
    expect(text).not.toContain(erasedText);
  });

  test('a review that is submitted and published in one version can be read, whichever comes first', () => {
    const published = review('Lovely and stable.');
    const submitted = { ...published, published: undefined };
    for (const order of [
      [submitted, published],
      [published, submitted],
    ]) {
      expect(textOf(all(order))).toContain('Lovely');
    }
  });

  test('ends the same in whatever order versions come, and however often', () => {
    const first = review('Lovely and stable.');
    const versions = [
      first,
      { ...first, version: 2, published: undefined },
      { ...review('Nice.'), reviewId: first.reviewId, version: 3 },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...versions, ...versions], { minLength: 6 }), (order) => {
        expect(textOf(all(order))).toContain('Nice.');
      }),
    );
  });

  test('keeps words of the newest reviews alone, and the stars of all', () => {
    const notes = all(Array.from({ length: quotable + 5 }, (_, at) => review(`Lovely piece number ${at}.`)));
    const kept = Object.values(notes?.reviews ?? {}).filter(({ says }) => says?.praise.length);
    expect(kept).toHaveLength(quotable);
    expect(textOf(notes)).toContain(`from ${quotable + 5} buyers`);
  });

  test('reads what a sentence thinks, also turned round and in German', () => {
    expect(toneOf('It is not comfortable at all.', 5)).toBe('criticism');
    expect(toneOf('Never had problems with it.', 3)).toBe('praise');
    expect(toneOf('Der Tisch wackelt.', 4)).toBe('criticism');
    expect([toneOf('We have two of them.', 5), toneOf('We have two of them.', 3)]).toEqual(['praise', undefined]);
    expect(sentencesOf('Short. This one is long enough!')).toEqual(['This one is long enough!']);
  });
});

describe('reading what was meant', () => {
  const words = new Vocabulary();
  words.add('A walnut sideboard with a drawer');

  test('one wrong letter or two that changed places are read as meant; what is known stays', () => {
    expect(words.corrected('wlanut sidebord')).toBe('walnut sideboard');
    expect(words.corrected('how to retrun it')).toBe('how to return it');
    expect(words.corrected('walnut qqqqqq 123')).toBe('walnut qqqqqq 123');
  });

  test('a word is known that a text has, or that means something', () => {
    expect(['walnut', 'sofa', 'qqqqqq', ''].map((word) => words.knows(word))).toEqual([true, true, false, false]);
  });

  test('words that no text has any more are forgotten', () => {
    const own = new Vocabulary();
    own.add('zephyrine');
    expect(own.corrected('zephyrina')).toBe('zephyrine');
    own.remove('zephyrine');
    expect(own.corrected('zephyrina')).toBe('zephyrina');
  });

  test('mistakes are counted up to as many as matter', () => {
    expect(mistakesBetween('refnud', 'refund', 1)).toBe(1);
    expect(mistakesBetween('abc', 'xyz', 2)).toBeUndefined();
  });
});
