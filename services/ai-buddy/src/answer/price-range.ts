import { marketplaceCurrency, parseAmount } from '@credenza/contracts';

const amount = String.raw`(?:€|eur(?:os?)?|\$)?\s?(\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)\s?(?:€|eur(?:os?)?|\$)?`;
const between = new RegExp(
  String.raw`\b(?:between|from|zwischen|von)\s+${amount}\s*(?:and|to|und|bis|-|–)\s*${amount}`,
  'iu',
);
const most = new RegExp(
  String.raw`\b(?:under|below|less than|up to|at most|max(?:imum|imal)?|no more than|cheaper than|unter|bis(?: zu)?|höchstens|weniger als)\s+${amount}(?![\d.,]*\s?(?:cm|mm|m|kg|days?|tage?)\b)`,
  'iu',
);
const least = new RegExp(
  String.raw`\b(?:over|above|more than|at least|min(?:imum)?|über|ab|mindestens|mehr als)\s+${amount}(?![\d.,]*\s?(?:cm|mm|m|kg|days?|tage?)\b)`,
  'iu',
);

/**
 * Finds what something may cost in a question.
 *
 * @param text the question
 * @returns the limits in minor units, and the question without them
 */
export function priceRange(text: string): { priceMin?: number; priceMax?: number; rest: string } {
  const both = between.exec(text);
  const [low, high] = [minor(both?.[1]), minor(both?.[2])];
  if (both && low !== undefined && high !== undefined)
    return { priceMin: Math.min(low, high), priceMax: Math.max(low, high), rest: text.replace(both[0], ' ') };
  const [upper, lower] = [most.exec(text), least.exec(text)];
  const [priceMax, priceMin] = [minor(upper?.[1]), minor(lower?.[1])];
  return {
    ...(priceMin !== undefined && { priceMin }),
    ...(priceMax !== undefined && { priceMax }),
    rest: text.replace(upper?.[0] ?? '\0', ' ').replace(lower?.[0] ?? '\0', ' '),
  };
}

/** People write 1,200 and 1.200 and 12,50; three digits after a separator are thousands. */
function minor(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const plain = text.replace(/[.,](?=\d{3}(?:\D|$))/g, '').replace(',', '.');
  return parseAmount(plain, marketplaceCurrency);
}
