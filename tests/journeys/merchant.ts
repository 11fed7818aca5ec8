import type { ProductId, VariantId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { done, pdf, upload } from './sending.ts';
import type { Answer, Person, World } from './world.ts';

/** A shop that has gone the whole way from its first login to being open. */
export interface Merchant extends Person {
  shopName: string;
  /** Its products with their first variant, by their handle. */
  wares: Record<string, { productId: ProductId; variantId: VariantId }>;
  /** Does something that must succeed, and says what came of it. */
  does(method: string, path: string, body?: unknown): Promise<any>;
}

/** What every shop of the journeys is asked for. */
export const checklist = {
  rows: [
    { kind: 'terms', termsVersion: '2026-01', title: 'Our terms' },
    { kind: 'document', documentKind: 'identity', title: 'Who you are' },
    { kind: 'payout-account', title: 'Where we pay to' },
    { kind: 'product', title: 'A first product' },
  ],
};

/**
 * Lets somebody apply with a shop, do everything that is asked, and be let in by an admin.
 *
 * @param world a marketplace that asks for `checklist`
 * @param admin who lets shops in
 * @param catalogue what the shop sells, in the Shopify product CSV format
 * @returns the open shop, with its products for sale
 */
export async function openMerchant(world: World, admin: Person, catalogue: string): Promise<Merchant> {
  const owner = await world.person('seller');
  const shop = await eventually(async () => {
    const { body } = await owner.get('/api/auth/shop');
    return body.state === 'applied' && body;
  });
  const missing = async () => (await owner.get('/api/auth/shop/checklist')).body;
  if ((await admin.send('POST', `/api/auth/shops/${owner.userId}/activate`)).status !== 409)
    throw new Error(`a shop was let in without ${JSON.stringify(await missing())}`);

  await done(owner, 'POST', '/api/auth/shop/terms', { version: '2026-01' });
  const account = { kind: 'iban', holder: shop.name, iban: 'DE89370400440532013000' };
  await done(owner, 'PUT', '/api/auth/shop/payout-account', account);
  await upload(world, owner, '/api/auth/shop/documents?kind=identity&name=passport.pdf', pdf);
  const imported = await upload(world, owner, '/api/products/import', { type: 'text/csv', content: catalogue });
  if (imported.errors.length > 0) throw new Error(JSON.stringify(imported.errors));

  await eventually(async () => {
    const { body } = await admin.get('/api/auth/shops?state=applied&complete=true&limit=100');
    return body.items.some(({ sellerId }: { sellerId: string }) => sellerId === owner.userId);
  });
  await done(admin, 'POST', `/api/auth/shops/${owner.userId}/activate`);
  const wares: Merchant['wares'] = {};
  for (const { productId, handle } of (await owner.get('/api/products/mine?limit=100')).body.items) {
    const page: Answer = await eventually(async () => {
      const answer = await world.call('GET', `/api/products/${productId}`);
      return answer.status === 200 && answer;
    });
    wares[handle] = { productId, variantId: page.body.variants[0].variantId };
  }
  return { ...owner, shopName: shop.name, wares, does: (...what) => done(owner, ...what) };
}

/**
 * @param products handle, title, price in major units and stock of each
 * @returns a catalogue in the Shopify product CSV format
 */
export function catalogueOf(products: [handle: string, title: string, price: string, stock: number][]): string {
  const head = 'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Variant SKU,Variant Inventory Qty,Variant Price';
  const rows = products.map(
    ([handle, title, price, stock]) =>
      `${handle},${title},<p>${title}</p>,,Furniture,,true,${handle.toUpperCase()},${stock},${price}`,
  );
  return `${[head, ...rows].join('\n')}\n`;
}
