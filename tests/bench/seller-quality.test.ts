import { expect, test } from '@jest/globals';
import { forecastErrors } from '../../bench/seller-quality/forecasts.ts';
import { marketErrors, profitErrors } from '../../bench/seller-quality/prices.ts';

test('forecasts are nearer to the truth than last week’s sales and the last month’s, and know how sure they are', () => {
  const rows = forecastErrors('the suite', 12);
  const all = rows.find(({ kind }) => kind === 'all');
  expect(all?.wape.ours).toBeLessThan(0.8 * (all?.wape.lastWeek ?? 0));
  expect(all?.wape.ours).toBeLessThan(0.9 * (all?.wape.lastMonth ?? 0));
  expect(all?.mase.ours).toBeLessThan(all?.mase.lastMonth ?? 0);
  expect(all?.within).toBeGreaterThan(0.68);
  expect(all?.within).toBeLessThan(0.92);
});

test('proposed prices are nearer to the right one than the category’s median and than the price the shop has', async () => {
  for (const errors of [await marketErrors('the suite', 240), profitErrors('the suite', 80)]) {
    expect(errors.ours).toBeLessThan(0.75 * errors.categoryMedian);
    expect(errors.ours).toBeLessThan(0.85 * errors.unchanged);
    expect(errors.within).toBeGreaterThan(0.68);
  }
});
