import { Citations } from '../answer/citations.ts';
import { tame } from '../answer/tame.ts';
import type { Passage } from '../knowledge/passage.ts';
import { productView } from '../tools/product-view.ts';
import type { Outcome } from '../tools/tool.ts';

/** Said of any product: what its figures are about. */
const about = 'price costs stock available in left delivery days rated shop by from';

/** What tools have found in one turn, under the marks by which the model cites it. */
export class Evidence {
  readonly #citations = new Citations();
  readonly #texts = new Map<string, string>();
  #own = 0;

  /**
   * Takes in what a tool has found.
   *
   * @param outcome what it found
   * @returns what the model is shown: the data, and the marks of its sources
   */
  add({ data, passages }: Outcome): { sources: { mark: string; ref: string; title: string }[]; data: unknown } {
    const all = JSON.stringify(data);
    const sources = passages.map((passage) => {
      const mark = this.#citations.mark(passage);
      this.#note(mark, textOf(passage));
      if (passages.length === 1) this.#note(mark, all);
      return { mark, ref: passage.ref, title: tame(passage.title) };
    });
    if (passages.length > 0) return { sources, data };
    // What belongs to the caller, such as orders, is no public source: its mark is checked, and not shown.
    this.#own += 1;
    const mark = `[o${this.#own}]`;
    this.#note(mark, all);
    return { sources: [{ mark, ref: 'own', title: 'what belongs to this person' }], data };
  }

  /**
   * @param marks as they stand behind a sentence
   * @returns what these sources say; undefined when one of them was never shown
   */
  text(marks: string[]): string | undefined {
    const texts = marks.map((mark) => this.#texts.get(mark));
    return texts.every((one) => one !== undefined) ? texts.join(' ') : undefined;
  }

  /**
   * @param text an answer
   * @returns the public sources that it cites
   */
  cited(text: string): Citations {
    const cited = new Citations();
    cited.list.push(...this.#citations.list.filter(({ number }) => text.includes(`[${number}]`)));
    return cited;
  }

  #note(mark: string, text: string): void {
    this.#texts.set(mark, `${this.#texts.get(mark) ?? ''} ${text}`);
  }
}

function textOf({ title, text, product }: Passage): string {
  const facts = product ? `${JSON.stringify(productView(product))} ${product.tags.join(' ')} ${about}` : '';
  return `${tame(title)} ${tame(text)} ${facts}`;
}
