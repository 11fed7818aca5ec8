/**
 * Makes an address part from a title: `Café Table, 80 cm` becomes `cafe-table-80-cm`.
 *
 * @param title any text
 * @returns lower-case words joined by hyphens, at most 100 characters; `product` when nothing is left
 */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .match(/[a-z0-9]+/g);
  return (words ?? ['product']).join('-').slice(0, 100).replace(/-+$/, '');
}
