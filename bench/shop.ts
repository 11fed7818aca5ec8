import type { VariantId } from '@credenza/contracts';
import type { Person, World } from '../tests/journeys/world.ts';

/** What is for sale while we measure, and who buys. */
export interface Shop {
  offered: { productId: string; variantId: VariantId }[];
  buyers: Person[];
  /** What people search for. */
  searches: string[];
}

/** What things are made of. */
export const words = [
  'oak',
  'linen',
  'brass',
  'walnut',
  'rattan',
  'wool',
  'marble',
  'cotton',
  'steel',
  'glass',
  'clay',
  'birch',
];
/** What they are. */
export const nouns = ['chair', 'table', 'lamp', 'shelf', 'rug', 'vase', 'mirror', 'bench', 'stool', 'basket'];

/** As many as in the demo. */
const shops = 12;

/**
 * Offers products.
 *
 * @param world a running marketplace
 * @param count how many
 * @returns the shop, without buyers yet
 */
export async function openShop(world: World, count: number): Promise<Shop> {
  const sellers = await Promise.all(Array.from({ length: shops }, () => world.person('seller')));
  const shop: Shop = { offered: [], buyers: [], searches: [] };
  for (const word of words) for (const noun of nouns) shop.searches.push(`${word} ${noun}`);
  const atOnce = 20;
  for (let from = 0; from < count; from += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, count - from) }, (_, index) => offer(sellers, from + index));
    shop.offered.push(...(await Promise.all(batch)));
  }
  return shop;
}

/**
 * Lets people sign up as buyers.
 *
 * @param world a running marketplace
 * @param shop where they will buy
 * @param count how many
 */
export async function inviteBuyers(world: World, shop: Shop, count: number): Promise<void> {
  const atOnce = 16;
  while (shop.buyers.length < count)
    shop.buyers.push(...(await Promise.all(Array.from({ length: atOnce }, () => world.person('buyer')))));
}

async function offer(sellers: Person[], n: number): Promise<Shop['offered'][number]> {
  const seller = sellers[n % sellers.length];
  if (!seller) throw new Error('nobody sells');
  const [word, noun] = [words[n % words.length], nouns[Math.floor(n / words.length) % nouns.length]];
  const answer = await seller.send('POST', '/api/products', {
    title: `${word} ${noun} number ${n}`,
    descriptionHtml: `<p>A ${noun} of ${word}, made by hand in a small workshop. It stands well in a kitchen, a hall or a study and grows better with the years.</p>`,
    status: 'active',
    category: `Home / ${noun}`,
    tags: [`${word}`, 'handmade'],
    attributes: { material: `${word}`, room: 'kitchen' },
    images: [{ src: `/media/${n}.svg`, alt: `${word} ${noun}` }],
    options: [],
    variants: [{ options: [], sku: `SKU-${n}`, price: 1_000 + n, stock: 100_000 }],
  });
  return { productId: answer.body.productId, variantId: answer.body.variants[0].variantId };
}
