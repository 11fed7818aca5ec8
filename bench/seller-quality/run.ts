/** `npm run eval:seller`: how far off forecasts and proposed prices are on histories whose truth is known, beside naive ones. */
import { type ForecastErrors, forecastErrors, rivalNames } from './forecasts.ts';
import { marketErrors, type PriceErrors, profitErrors } from './prices.ts';

const seed = process.argv[2] ?? 'credenza';
const names = { ours: 'forecast', lastWeek: 'last week', lastMonth: 'last 4 weeks' };
const cell = (value: number) => value.toFixed(3).padStart(13);

console.log(`Forecasts of the next four weeks, 300 days of history, seed "${seed}"\n`);
console.log(`${' '.repeat(20)}WAPE${' '.repeat(35)}MASE`);
console.log(
  `${'demand'.padEnd(13)}count${`${rivalNames.map((name) => names[name].padStart(13)).join('')}`.repeat(2)}  in 80 % range`,
);
function forecastRow({ kind, count, wape, mase, within }: ForecastErrors): void {
  const figures = [wape, mase].flatMap((of) => rivalNames.map((name) => cell(of[name]))).join('');
  console.log(`${kind.padEnd(13)}${String(count).padStart(5)}${figures}${cell(within)}`);
}
for (const row of forecastErrors(seed, 100)) forecastRow(row);

console.log(`\nPrices: the median distance from the right one (0.100 is about a tenth)\n`);
console.log(
  `${'right is'.padEnd(27)}count${['proposed', 'category', 'unchanged', 'in 80 % range'].map((name) => name.padStart(13)).join('')}   by confidence`,
);
function priceRow({ what, count, ours, categoryMedian, unchanged, within, byConfidence }: PriceErrors): void {
  const sure = Object.entries(byConfidence).map(
    ([name, { count: some, off }]) => `${name} ${off.toFixed(3)} (${some})`,
  );
  console.log(
    `${what.padEnd(27)}${String(count).padStart(5)}${[ours, categoryMedian, unchanged, within].map(cell).join('')}   ${sure.sort().join(', ')}`,
  );
}
priceRow(await marketErrors(seed, 600));
priceRow(profitErrors(seed, 300));
console.log(
  '\nWAPE: the share of all pieces by which totals were off. MASE: the error as a multiple of the usual change from month to month.',
);
console.log('category: the median price of the category. unchanged: the price that the shop has now.');
