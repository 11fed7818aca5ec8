import { z } from 'zod';
import type { Asked } from './ask.ts';
import { Change, changeOf, Figures, figuresOf } from './figures.ts';
import { previousOf, type Range } from './range.ts';
import type { Question, Sums } from './sums.store.ts';

const Days = z.object({ from: z.iso.date(), to: z.iso.date() });

export const Overview = z.object({
  tz: z.string(),
  currency: z.string(),
  currencies: z.array(z.string()).meta({ description: 'all that something was sold in' }),
  range: Days,
  previous: Days.meta({ description: 'as many days just before' }),
  now: Figures,
  before: Figures,
  change: Change.meta({ description: '0.25 is a quarter more than before; null where there was nothing before' }),
});

/**
 * @param asked the question
 * @param sums the read model's sums
 * @returns the figures of the range beside those of as many days before
 */
export async function overview({ range, currency, question }: Asked, sums: Sums): Promise<z.infer<typeof Overview>> {
  const previous = previousOf(range);
  const [now, before, currencies] = await Promise.all([
    figuresIn(question, sums),
    figuresIn({ ...question, begin: previous.begin, end: previous.end }, sums),
    sums.currencies({ ...question, begin: previous.begin }),
  ]);
  const shown = ({ from, to }: Range) => ({ from, to });
  return {
    tz: range.tz,
    currency,
    currencies,
    range: shown(range),
    previous: shown(previous),
    now,
    before,
    change: changeOf(now, before),
  };
}

async function figuresIn(question: Question, sums: Sums): Promise<Figures> {
  const [[sold], [back], [views]] = await Promise.all([
    sums.sold(question, 'all'),
    sums.back(question, 'all'),
    sums.views(question, 'all'),
  ]);
  return figuresOf(sold, back, views?.views);
}
