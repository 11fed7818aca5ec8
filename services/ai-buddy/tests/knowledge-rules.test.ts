import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { LexicalEmbeddings } from '../src/knowledge/lexical-embeddings.ts';
import { LexicalIndex } from '../src/knowledge/lexical-index.ts';
import type { Passage } from '../src/knowledge/passage.ts';
import { diversify, fuse } from '../src/knowledge/rank.ts';
import { bucketOf, decoded, encoded, newer } from '../src/knowledge/stored.ts';
import { languageOf, termsOf } from '../src/knowledge/terms.ts';
import { quantize, similarityOf, VectorIndex } from '../src/knowledge/vector-index.ts';

const embeddings = new LexicalEmbeddings();
const near = async (one: string, other: string) => {
  const [a = [], b = []] = await embeddings.embedDocuments([one, other]);
  return similarityOf(quantize(a), quantize(b));
};

describe('terms', () => {
  test('other words for the same thing share a concept, in both languages', () => {
    for (const said of ['How do I send it back?', 'return an item', 'Kann ich das zurückgeben?']) {
      expect(termsOf(said)).toContain('§return');
    }
  });

  test('what is said around other words is the same saying', () => {
    for (const text of ['send it back', 'send the broken lamp back', 'schicke die Lampe zurück']) {
      expect(termsOf(text)).toContain('§return');
    }
    expect(termsOf('send a mail to all of my friends back home')).not.toContain('§return');
  });

  test('small words and accents say nothing', () => {
    expect(termsOf('Where is the Sofá?')).toEqual(['sofa', '§sofa']);
  });

  test('a question is German or English', () => {
    expect(languageOf('Wo ist meine Bestellung')).toBe('de');
    expect(languageOf('Where is my order')).toBe('en');
    expect(languageOf('oak table')).toBe('en');
  });
});

describe('the words index', () => {
  const passage = (id: string, title: string, text = ''): Passage => ({
    id,
    source: 'article',
    ref: id,
    title,
    text,
    language: 'en',
    audience: 'all',
  });
  const index = new LexicalIndex();
  index.put(passage('a', 'Quillon shelf', 'A shelf of beech with three boards.'));
  index.put(passage('b', 'Larkspur shelf', 'A shelf of beech with four boards.'));
  index.put(passage('c', 'Beech care', 'Oil beech once a year.'));
  const find = (text: string, allowed: (one: Passage) => boolean = () => true) =>
    index.search(text, 9, allowed).map(({ id }) => id);

  test('names first what has the rare word, and not what has a common word only', () => {
    expect(find('quillon shelf of beech')[0]).toBe('a');
    expect(find('quillon')).toEqual(['a']);
  });

  test('forgives a typo and half a word, and finds nothing for nothing', () => {
    expect(find('quilon')).toEqual(['a']);
    expect(find('larks')).toEqual(['b']);
    expect(find('')).toEqual([]);
    expect(find('xylophone')).toEqual([]);
  });

  test('finds what is allowed, as it is now', () => {
    expect(find('beech', ({ id }) => id === 'c')).toEqual(['c']);
    index.put(passage('c', 'Oak care', 'Oil oak once a year.'));
    expect(find('beech')).not.toContain('c');
    expect(find('oak')).toEqual(['c']);
    index.remove('c');
    index.remove('c');
    expect(find('oak')).toEqual([]);
  });
});

describe('lexical vectors', () => {
  test('are the same for the same text, and near for the same meaning or a typo', async () => {
    expect(await embeddings.embedQuery('oak table')).toEqual(await embeddings.embedQuery('oak table'));
    const [same, typo, other] = await Promise.all([
      near('a grey couch for two', 'small grey sofa'),
      near('walnut sidebord', 'walnut sideboard'),
      near('a grey couch for two', 'wool rug in blue'),
    ]);
    expect(same).toBeGreaterThan(other + 0.2);
    expect(typo).toBeGreaterThan(0.6);
  });

  test('of nothing are near to nothing', async () => {
    expect(await near('', 'oak')).toBe(0);
  });
});

describe('the vector index', () => {
  /** Vectors in all directions, always the same for a seed (Park and Miller's generator). */
  function random(seed: number): Int8Array[] {
    let state = seed;
    const next = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647 - 0.5;
    };
    return Array.from({ length: 600 }, () => quantize(Array.from({ length: 32 }, next)));
  }

  test('finds the nearest exactly while there are few, and nearly all of them through the graph', async () => {
    const vectors = random(1);
    const [exact, graph] = [new VectorIndex(), new VectorIndex(100)];
    for (const [at, vector] of vectors.entries()) {
      exact.set(String(at), vector);
      graph.set(String(at), vector);
    }
    await graph.built();
    expect([exact.approximate, graph.approximate]).toEqual([false, true]);
    let hits = 0;
    for (const query of random(2).slice(0, 50)) {
      const wanted = exact.search(query, 10).map(({ id }) => id);
      expect(wanted).toEqual(graph.searchExactly(query, 10).map(({ id }) => id));
      hits += graph.search(query, 10).filter(({ id }) => wanted.includes(id)).length;
    }
    expect(hits / 500).toBeGreaterThan(0.9);
  });

  test('finds only what is allowed, and not what is gone or was replaced', async () => {
    const vectors = random(3);
    for (const limit of [10_000, 100]) {
      const index = new VectorIndex(limit);
      for (const [at, vector] of vectors.entries()) index.set(String(at), vector);
      await index.built();
      const [query = new Int8Array()] = vectors;
      expect(index.search(query, 1)[0]).toMatchObject({ id: '0' });
      expect(index.search(query, 3, (id) => Number(id) % 100 === 5).every(({ id }) => Number(id) % 100 === 5)).toBe(
        true,
      );
      index.set('0', quantize([...query].map((one) => -one)));
      expect(index.search(query, 5).map(({ id }) => id)).not.toContain('0');
      index.delete('1');
      expect(index.search(vectors[1] ?? query, 600).map(({ id }) => id)).not.toContain('1');
      expect(index.size).toBe(599);
    }
  });

  test('a byte a dimension keeps the direction, and text keeps the bytes', () => {
    const vector = quantize([0.5, -0.25, 0.125, 0]);
    expect([...decoded(encoded(vector))]).toEqual([127, -63, 32, 0]);
  });
});

describe('ranking', () => {
  test('what both lists have comes first', () => {
    expect(
      fuse([
        {
          weight: 1,
          found: [
            { id: 'a', score: 2 },
            { id: 'b', score: 1.8 },
          ],
        },
        {
          weight: 0.6,
          found: [
            { id: 'c', score: 0.9 },
            { id: 'b', score: 0.8 },
          ],
        },
      ]).map(({ id }) => id)[0],
    ).toBe('b');
  });

  test('the best stays first, and twins do not stand together when others are as good', () => {
    const all = ['a1', 'a2', 'b1'].map((id, at) => ({ id, score: 1 - at * 0.01 }));
    const chosen = diversify(all, 2, (one, other) => (one.id[0] === other.id[0] ? 1 : 0));
    expect(chosen.map(({ id }) => id)).toEqual(['a1', 'b1']);
  });
});

describe('versions on the shelf', () => {
  const at = (version: number, pieces = ['text']) => ({
    ref: 'prd_1',
    version,
    source: 'product' as const,
    title: 'T',
    language: 'en' as const,
    audience: 'all' as const,
    pieces,
  });

  test('the newest wins in whatever order they come, and what is gone stays gone', () => {
    const versions = fc.array(fc.record({ version: fc.integer({ min: 1, max: 20 }), gone: fc.boolean() }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(versions, (all) => {
        let known: ReturnType<typeof newer>;
        for (const one of all) known = newer(known, at(one.version, one.gone ? [] : ['text'])) ?? known;
        expect(known?.version).toBe(Math.max(...all.map(({ version }) => version)));
        for (const one of all) {
          if (one.version < (known?.version ?? 0)) expect(newer(known, at(one.version))).toBeUndefined();
        }
      }),
    );
  });

  test('the same again is no news; other words in the same version are', () => {
    const known = newer(undefined, at(1));
    expect(newer(known, at(1))).toBeUndefined();
    expect(newer(known, at(1, ['other']))).toBeDefined();
  });

  test('a text is always in the same bucket', () => {
    expect(bucketOf('prd_1')).toBe(bucketOf('prd_1'));
  });
});
