import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { acceptedLanguages } from '../src/accept-language.ts';

test.each([
  ['de-AT,de;q=0.9,en;q=0.8', ['de-AT', 'de', 'en']],
  ['en;q=0.5, fr ; q=0.7 , *;q=0.1', ['fr', 'en']],
  ['de;q=0, en', ['en']],
  ['', []],
  [undefined, []],
  ['<script>, en;q=high, ;;,', []],
])('an Accept-Language of %j means %j', (header, expected) => {
  expect(acceptedLanguages(header)).toEqual(expected);
});

test('whatever a browser sends, what is told on are at most ten short tags', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), (header) => {
      const tags = acceptedLanguages(header);
      expect(tags.length).toBeLessThanOrEqual(10);
      for (const tag of tags) expect(tag).toMatch(/^[a-z\d-]{1,35}$/i);
    }),
  );
});
