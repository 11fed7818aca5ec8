/**
 * Fills the placeholders of a sentence.
 *
 * @param template text with `{name}` placeholders
 * @param values what to put in their places
 * @returns the text, or undefined when a value is missing
 */
export function fill(
  template: string,
  values: Readonly<Record<string, string | number | undefined>>,
): string | undefined {
  let missing = false;
  const text = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    missing ||= values[name] === undefined;
    return String(values[name]);
  });
  return missing ? undefined : text;
}

/**
 * @param text such as `birch plywood`
 * @returns it as in a title: `Birch Plywood`
 */
export function titleCase(text: string): string {
  return text.replace(/(^|[\s-])(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/**
 * @param text such as `Belle Époque Desk in Walnut`
 * @returns it as part of an address: `belle-epoque-desk-in-walnut`
 */
export function slug(text: string): string {
  const plain = text.toLowerCase().replace(/ø/g, 'o').replace(/æ/g, 'ae').replace(/ß/g, 'ss').replace(/[’']/g, '');
  return plain
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
