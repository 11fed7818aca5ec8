import { newId, OrderId } from '@credenza/contracts';
import { eventually, type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import type { Context } from '../src/context.ts';
import type { ProductPage } from '../src/page-view.ts';
import { service } from '../src/service.ts';

/** A product as its seller sends it. */
export const lamp = {
  title: 'Brass floor lamp',
  descriptionHtml: '<p>Warm light for long evenings.</p>',
  status: 'active',
  category: 'Home / Lamps',
  tags: ['lamp', 'brass'],
  attributes: { color: 'brass', room: 'living room' },
  images: [{ src: '/media/lamp.svg', alt: 'a lamp' }],
  variants: [{ options: [], price: 12_900, stock: 50, sku: 'LAMP-1' }],
};

/** A product with two options. */
export const chair = {
  title: 'Oak chair',
  status: 'active',
  category: 'Home / Chairs',
  tags: ['chair', 'oak'],
  attributes: { color: 'oak' },
  options: [
    { name: 'Height', values: ['45 cm', '65 cm'] },
    { name: 'Cover', values: ['wool', 'felt'] },
  ],
  variants: [
    { options: ['45 cm', 'wool'], price: 8_900, stock: 4 },
    { options: ['45 cm', 'felt'], price: 7_900, stock: 0 },
    { options: ['65 cm', 'wool'], price: 9_900, stock: 10, compareAtPrice: 12_000 },
  ],
};

/** The service under test with what its tests do most. */
export interface Shop extends Harness<Context> {
  seller: TestUser;
  sell(product: object, as?: TestUser): Promise<ProductPage>;
  /** The product as its seller sees it. */
  own(productId: string, as?: TestUser): Promise<ProductPage>;
  reserve(
    lines: { variantId: string; quantity: number; amount: number }[],
    about?: { orderId?: string; expiresAt?: string },
  ): Promise<ReserveResult>;
  internal(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }>;
}

export interface ReserveResult {
  orderId: string;
  status: number;
  outcome: string;
  body: Record<string, unknown>;
}

/** @returns the running service */
export async function openShop(options: Parameters<typeof startForTest>[1] = {}): Promise<Shop> {
  const kit = await startForTest(service, options);
  const seller = await kit.user('seller');
  await eventually(() => kit.running.context.feed.upToDate());
  const internal: Shop['internal'] = async (path, body) => {
    const answer = await kit.http.post(path).set('dapr-api-token', kit.appToken).send(body);
    return { status: answer.status, body: answer.body };
  };
  return {
    ...kit,
    seller,
    internal,
    async sell(product, as = seller) {
      const answer = await kit.http.post('/api/products').set('authorization', as.authorization).send(product);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    async own(productId, as = seller) {
      const answer = await kit.http.get(`/api/products/${productId}`).set('authorization', as.authorization);
      return answer.body;
    },
    async reserve(lines, about = {}) {
      const orderId = about.orderId ?? newId(OrderId);
      const { status, body } = await internal('/internal/reservations', {
        orderId,
        expiresAt: about.expiresAt ?? new Date(Date.now() + 600_000).toISOString(),
        lines: lines.map(({ variantId, quantity, amount }) => ({
          variantId,
          quantity,
          unitPrice: { amount, currency: 'EUR' },
          title: 'as the buyer saw it',
        })),
      });
      return { orderId, status, outcome: String(body.outcome), body };
    },
  };
}

/** @returns the first variant of a product */
export function firstVariant(product: ProductPage): ProductPage['variants'][number] {
  const [variant] = product.variants;
  if (!variant) throw new Error('the product has no variant');
  return variant;
}
