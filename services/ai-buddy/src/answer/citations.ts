import { ProductId } from '@credenza/contracts';
import type { Passage } from '../knowledge/passage.ts';
import type { Citation } from './answer.ts';
import { clean } from './clean.ts';

/** Numbers passages in the order in which an answer cites them. */
export class Citations {
  readonly list: Citation[] = [];

  /**
   * @param passage what a claim rests on
   * @returns its mark, such as `[1]`; the same text always has the same
   */
  mark({ source, ref, title }: Pick<Passage, 'source' | 'ref' | 'title'>): string {
    const known = this.list.find((one) => one.source === source && one.ref === ref);
    if (known) return `[${known.number}]`;
    const number = this.list.length + 1;
    this.list.push({ number, source, ref, title: clean(title) });
    return `[${number}]`;
  }

  /**
   * @param passages what a claim rests on
   * @returns their marks, one behind the other
   */
  marks(passages: readonly Pick<Passage, 'source' | 'ref' | 'title'>[]): string {
    return passages.map((passage) => this.mark(passage)).join('');
  }

  /** @returns the products among them */
  products(): ProductId[] {
    const refs = this.list.filter(({ source }) => source !== 'article').map(({ ref }) => ProductId.safeParse(ref));
    return [...new Set(refs.flatMap((one) => (one.success ? [one.data] : [])))];
  }
}
