import MiniSearch from 'minisearch';

/** Two letters in the wrong order are one slip, though two wrong letters. */
function swaps(term: string): string[] {
  return Array.from(
    { length: term.length - 1 },
    (_, at) => `${term.slice(0, at)}${term[at + 1]}${term[at]}${term.slice(at + 2)}`,
  );
}

const bits = 8;
const fieldsOf = 2 ** bits - 1;
/** What is searched for is a term already. */
const asItIs = { tokenize: (term: string) => [term], processTerm: (term: string) => term };
/** More than so many words that begin alike say nothing any more. */
const mostBeginnings = 200;

/**
 * Which terms stand in which documents and in which of their fields. A document is a number and a set of fields a bit mask, both packed
 * into one integer, so that a common term costs a walk over an array. The library knows the vocabulary and finds beginnings and
 * near spellings in it.
 */
export class Postings {
  readonly #lists = new Map<string, number[]>();
  #vocabulary = emptyVocabulary();

  /**
   * @param term a term
   * @param document the document's number, below 8 million
   * @param fields bits of the fields that it stands in
   */
  add(term: string, document: number, fields: number): void {
    const packed = document * 2 ** bits + fields;
    const list = this.#lists.get(term);
    if (list) {
      list.push(packed);
      return;
    }
    this.#lists.set(term, [packed]);
    this.#vocabulary.add({ id: term });
  }

  /** @returns whether some document has this very term */
  has(term: string): boolean {
    return this.#lists.has(term);
  }

  /**
   * Walks over the documents with a term, also over those that are gone.
   *
   * @param term a term
   * @param visit gets the document's number and the bits of its fields
   */
  each(term: string, visit: (document: number, fields: number) => void): void {
    for (const packed of this.#lists.get(term) ?? []) visit(Math.floor(packed / 2 ** bits), packed & fieldsOf);
  }

  /** @returns the terms that begin so, but for the one that is the same */
  beginningWith(start: string): string[] {
    const found = this.#vocabulary.search(start, { ...asItIs, prefix: true });
    return found.slice(0, mostBeginnings).flatMap(({ id }) => (id === start ? [] : String(id)));
  }

  /**
   * @param term a term that no document has
   * @param letters how many of them may be wrong
   * @returns the terms that may have been meant
   */
  near(term: string, letters: number): string[] {
    const swapped = swaps(term).filter((one) => this.has(one));
    const found = this.#vocabulary.search(term, { ...asItIs, fuzzy: letters });
    return [...new Set([...swapped, ...found.map(({ id }) => String(id))])];
  }

  /**
   * Gives the documents other numbers and forgets those that are gone, with the words that no document has any more.
   *
   * @param numberOf the new number of a document; undefined when it is gone
   */
  renumber(numberOf: (document: number) => number | undefined): void {
    const before = [...this.#lists];
    this.#lists.clear();
    this.#vocabulary = emptyVocabulary();
    for (const [term, list] of before) {
      for (const packed of list) {
        const number = numberOf(Math.floor(packed / 2 ** bits));
        if (number !== undefined) this.add(term, number, packed & fieldsOf);
      }
    }
  }
}

function emptyVocabulary() {
  return new MiniSearch<{ id: string }>({ fields: ['id'], ...asItIs });
}
