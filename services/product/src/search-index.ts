import { type Facets, facetsOf } from './facets.ts';
import type { ListQuery } from './list-query.ts';
import { Postings } from './postings.ts';
import { failing } from './search-filter.ts';
import { type RowSource, rowOf, type SearchRow } from './search-row.ts';
import { type Likeness, maskOf, qualityOf, type SearchField, scoreOf, weightOf } from './search-score.ts';
import type { ShopFacet } from './shop-facets.ts';
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

/** Words this long may have one or two wrong letters. */
const [oneWrong, twoWrong] = [4, 8];

/** Every product on offer by its words, in memory: full text with beginnings of words, synonyms and wrong letters, filters and facets. */
export class SearchIndex {
  readonly #postings = new Postings();
  /** By number; a product that changes gets a new number, and its old place stays empty until the next sweep. */
  #rows: (SearchRow | undefined)[] = [];
  readonly #numbers = new Map<string, number>();

  /** @returns how many products it holds */
  get size(): number {
    return this.#numbers.size;
  }

  /** @returns the ids and versions that it holds */
  versions(): Map<string, number> {
    return new Map(this.#present().map(({ id, version }) => [id, version]));
  }

  /**
   * Takes a product in, or its newer state.
   *
   * @param product its fields; one that is not on offer (any more) is taken out
   */
  put(product: RowSource): void {
    const known = this.#rows[this.#numbers.get(product._id) ?? -1];
    if (known && known.version > product.version) return;
    this.remove(product._id);
    if (product.status !== 'active' || product.shopClosed) return;
    const number = this.#rows.push(rowOf(product)) - 1;
    this.#numbers.set(product._id, number);
    for (const [term, fields] of fieldsPerTerm(product)) this.#postings.add(term, number, fields);
  }

  /** @param id a product that is gone */
  remove(id: string): void {
    const number = this.#numbers.get(id);
    if (number === undefined) return;
    this.#numbers.delete(id);
    this.#rows[number] = undefined;
    if (this.#rows.length > 1_000 && this.#rows.length > 2 * this.size) this.#sweep();
  }

  /**
   * @param query what is asked for; paging is the caller's
   * @param chosen the filters of the shop whose listing it is; undefined for all
   * @returns everything that fits in no particular order, and the facets when asked for
   */
  find(query: ListQuery, chosen?: readonly ShopFacet[]): Found {
    const all = query.q === undefined ? this.#present().map((row) => ({ row, score: 0 })) : this.#matches(query.q);
    if (query.facets === 'false') {
      const hits = all.filter(({ row }) => failing(row, query).length === 0);
      return { hits, total: hits.length };
    }
    const judged = all.map(({ row, score }) => ({ row, score, failing: failing(row, query) }));
    const hits = judged.filter((one) => one.failing.length === 0);
    return { hits, total: hits.length, facets: facetsOf(judged, chosen) };
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
    const typed = wordsOf(q);
    const counts = new Map<string, number>();
    for (const category of hits.flatMap(({ row }) => row.categories)) {
      const name = wordsOf(category.slice(category.lastIndexOf('/') + 1));
      if (typed.every((word) => name.some((one) => one.startsWith(word))))
        counts.set(category, (counts.get(category) ?? 0) + 1);
    }
    const categories = [...counts].sort((a, b) => b[1] - a[1]).map(([category]) => category);
    return { products: hits.slice(0, limit).map(({ row }) => row), categories: categories.slice(0, limit) };
  }

  #present(): SearchRow[] {
    return this.#rows.filter((row) => row !== undefined);
  }

  /** Products with all words; when there are none, those with most of them. */
  #matches(q: string): Hit[] {
    const size = this.#rows.length;
    const [counts, points] = [new Uint8Array(size), new Float64Array(size)];
    let most = 0;
    for (const wanted of wantedOf(q)) {
      const worth = this.#worthOf(wanted);
      for (let number = 0; number < size; number += 1) {
        const one = worth[number] ?? 0;
        if (one === 0 || this.#rows[number] === undefined) continue;
        const count = (counts[number] ?? 0) + 1;
        counts[number] = count;
        points[number] = (points[number] ?? 0) + one;
        most = Math.max(most, count);
      }
    }
    const phrase = wordsOf(q).join(' ');
    const hits: Hit[] = [];
    for (let number = 0; most > 0 && number < size; number += 1) {
      const row = this.#rows[number];
      if (!row || counts[number] !== most) continue;
      hits.push({ row, score: scoreOf({ words: most, points: points[number] ?? 0 }, phrase, row.titleWords) });
    }
    return hits;
  }

  /**
   * What one word is worth in each product: by itself, as a beginning or by a synonym; with wrong letters only when the shop does not
   * know it.
   */
  #worthOf({ word, term, synonym }: Wanted): Float64Array {
    const worth = new Float64Array(this.#rows.length);
    const known = this.#postings.has(term);
    const count = (found: string, likeness: Likeness, typed: string) => {
      const quality = qualityOf(likeness, { word: typed.length, term: found.length }, known);
      this.#postings.each(found, (number, fields) => {
        worth[number] = Math.max(worth[number] ?? 0, quality * weightOf(fields));
      });
    };
    count(term, 'word', term);
    if (synonym !== undefined) count(synonym, 'synonym', synonym);
    // Beginnings of one letter would be half of the catalogue.
    for (const start of new Set(term.length > 1 ? [term, word] : []))
      for (const longer of this.#postings.beginningWith(start)) count(longer, 'beginning', start);
    // A word that the shop does not know may be begun or mistyped; which of both, the other words of the query tell.
    if (known || synonym !== undefined || term.length < oneWrong || /\d/.test(term)) return worth;
    for (const near of this.#postings.near(term, term.length < twoWrong ? 1 : 2)) count(near, 'corrected', term);
    return worth;
  }

  #sweep(): void {
    const rows = this.#present();
    const places = new Map(rows.map((row, index) => [row.id, index]));
    const moved = this.#rows.map((row) => (row ? places.get(row.id) : undefined));
    this.#postings.renumber((number) => moved[number]);
    this.#rows = rows;
    for (const [id, number] of places) this.#numbers.set(id, number);
  }
}

/** The terms of a product's texts with the fields that each stands in. */
function fieldsPerTerm(product: RowSource): Map<string, number> {
  const texts: Record<SearchField, string> = {
    title: product.title,
    tags: product.tags.join(' '),
    category: product.categories.at(-1) ?? '',
    attributes: product.pairs.map((pair) => pair.slice(pair.indexOf(':') + 1)).join(' '),
    vendor: `${product.vendor ?? ''} ${product.sellerName}`,
    description: product.description,
  };
  const fields = new Map<string, number>();
  for (const [field, text] of Object.entries(texts)) {
    for (const word of wordsOf(text)) {
      const term = termOf(word);
      if (term !== undefined) fields.set(term, (fields.get(term) ?? 0) | maskOf(field));
    }
  }
  return fields;
}
