import MiniSearch from 'minisearch';
import { type Facets, facetsOf } from './facets.ts';
import type { ListQuery } from './list-query.ts';
import { failing } from './search-filter.ts';
import { type RowSource, rowOf, type SearchRow } from './search-row.ts';
import { fieldWeights, type Likeness, pointsOf, qualityOf, type SearchField, scoreOf } from './search-score.ts';
import { termOf, type Wanted, wantedOf, wordsOf } from './terms.ts';

/** A product that was found, with its score. */
export interface Hit {
  row: SearchRow;
  score: number;
}

/** What a search finds, before it is cut into pages. */
export interface Found {
  hits: Hit[];
  /** Only when asked for. */
  facets?: Facets | undefined;
  total: number;
}

interface Words extends Record<SearchField, string> {
  id: string;
}

/** Words this long may have one or two wrong letters. */
const [oneWrong, twoWrong] = [4, 8];
/** What is searched for is a term already. */
const asItIs = { tokenize: (term: string) => [term], processTerm: (term: string) => term };

/** Every product on offer by its words, in memory: full text with beginnings of words, synonyms and wrong letters, filters and facets. */
export class SearchIndex {
  readonly #words = new MiniSearch<Words>({
    fields: Object.keys(fieldWeights),
    tokenize: wordsOf,
    processTerm: (word) => termOf(word) ?? null,
  });
  readonly #rows = new Map<string, SearchRow>();

  /** @returns how many products it holds */
  get size(): number {
    return this.#rows.size;
  }

  /** @returns the ids and versions that it holds */
  versions(): Map<string, number> {
    return new Map([...this.#rows].map(([id, { version }]) => [id, version]));
  }

  /**
   * Takes a product in, or its newer state.
   *
   * @param product its fields; one that is not on offer (any more) is taken out
   */
  put(product: RowSource): void {
    const present = this.#rows.get(product._id);
    if (present && present.version > product.version) return;
    this.remove(product._id);
    if (product.status !== 'active') return;
    this.#rows.set(product._id, rowOf(product));
    this.#words.add({
      id: product._id,
      title: product.title,
      tags: product.tags.join(' '),
      category: product.categories.at(-1) ?? '',
      attributes: product.pairs.map((pair) => pair.slice(pair.indexOf(':') + 1)).join(' '),
      vendor: `${product.vendor ?? ''} ${product.sellerName}`,
      description: product.description,
    });
  }

  /** @param id a product that is gone */
  remove(id: string): void {
    if (this.#rows.delete(id)) this.#words.discard(id);
  }

  /**
   * @param query what is asked for; paging is the caller's
   * @returns everything that fits in no particular order, and the facets when asked for
   */
  find(query: ListQuery): Found {
    const all = query.q === undefined ? this.#everything() : this.#matches(query.q);
    if (query.facets === 'false') {
      const hits = all.filter(({ row }) => failing(row, query).length === 0);
      return { hits, total: hits.length };
    }
    const judged = all.map(({ row, score }) => ({ row, score, failing: failing(row, query) }));
    const hits = judged.filter((one) => one.failing.length === 0);
    return { hits, total: hits.length, facets: facetsOf(judged) };
  }

  /**
   * Completes what somebody is typing.
   *
   * @param q what is there so far
   * @param limit how many of each kind
   * @returns titles and categories, the best first
   */
  suggest(q: string, limit: number): { products: SearchRow[]; categories: string[] } {
    const hits = this.#matches(q).sort((a, b) => b.score - a.score || (a.row.id < b.row.id ? 1 : -1));
    const wanted = wordsOf(q);
    const last = new Map<string, number>();
    for (const { row } of hits) {
      for (const category of row.categories) {
        const name = wordsOf(category.split(' / ').at(-1) ?? '');
        if (wanted.every((word) => name.some((one) => one.startsWith(word))))
          last.set(category, (last.get(category) ?? 0) + 1);
      }
    }
    const categories = [...last].sort((a, b) => b[1] - a[1]).map(([category]) => category);
    return { products: hits.slice(0, limit).map(({ row }) => row), categories: categories.slice(0, limit) };
  }

  #everything(): Hit[] {
    return [...this.#rows.values()].map((row) => ({ row, score: 0 }));
  }

  /** Products with all words; when there are none, those with most of them. */
  #matches(q: string): Hit[] {
    const wanted = wantedOf(q);
    const perWord = wanted.map((one) => this.#pointsOf(one));
    const found = new Map<string, number[]>();
    for (const points of perWord) {
      for (const [id, worth] of points) {
        const before = found.get(id);
        if (before) before.push(worth);
        else found.set(id, [worth]);
      }
    }
    const most = Math.max(0, ...[...found.values()].map(({ length }) => length));
    const phrase = wordsOf(q).join(' ');
    const hits: Hit[] = [];
    for (const [id, worths] of found) {
      const row = this.#rows.get(id);
      if (row && worths.length === most) hits.push({ row, score: scoreOf(worths, phrase, row.titleWords) });
    }
    return hits;
  }

  /**
   * What one word is worth in each product: by itself, as a beginning or by a synonym; with wrong letters only when the shop does not
   * know it.
   */
  #pointsOf({ word, term, synonym }: Wanted): Map<string, number> {
    const points = new Map<string, number>();
    const known = this.#add(points, term, {}, 'word');
    if (synonym !== undefined) this.#add(points, synonym, {}, 'synonym');
    // Beginnings of one letter would be half of the catalogue.
    for (const start of new Set(term.length > 1 ? [term, word] : []))
      this.#add(points, start, { prefix: true }, 'beginning', known);
    // A word that the shop does not know may be begun or mistyped; which of both, the other words of the query tell.
    if (known || synonym !== undefined || term.length < oneWrong || /\d/.test(term)) return points;
    for (const swapped of swaps(term)) this.#add(points, swapped, {}, 'corrected');
    this.#add(points, term, { fuzzy: term.length < twoWrong ? 1 : 2 }, 'corrected');
    return points;
  }

  #add(
    points: Map<string, number>,
    text: string,
    how: { prefix?: boolean; fuzzy?: number },
    likeness: Likeness,
    known = false,
  ): boolean {
    const results = this.#words.search(text, { ...asItIs, ...how });
    for (const { id, match } of results) {
      let best = points.get(id) ?? 0;
      for (const [term, fields] of Object.entries(match)) {
        const quality = qualityOf(likeness, { word: text.length, term: term.length }, known);
        best = Math.max(best, pointsOf({ quality, fields }));
      }
      points.set(id, best);
    }
    return results.length > 0;
  }
}

/** Two letters in the wrong order are one slip, though two wrong letters. */
function swaps(term: string): string[] {
  return Array.from(
    { length: term.length - 1 },
    (_, at) => `${term.slice(0, at)}${term[at + 1]}${term[at]}${term.slice(at + 2)}`,
  );
}
