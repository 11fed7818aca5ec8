/**
 * Splits a text into what a search by the beginning of words compares.
 *
 * @param text any text
 * @returns its different words of two letters and more, lower case and without accents, 60 at most
 */
export function searchWords(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...new Set(plain.match(/[\p{L}\p{N}]{2,40}/gu))].slice(0, 60);
}
