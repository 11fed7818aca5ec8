import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProductId, UserId } from '@credenza/contracts';
import { newId, ProductId as ProductIdKind, UserId as UserIdKind, VariantId } from '@credenza/contracts';
import { z } from 'zod';
import { catalogue } from '../../deploy/demo/catalogue.ts';
import { materials } from '../../deploy/demo/materials.ts';
import { ProductInput } from '../../services/product/src/product.ts';
import { newProduct } from '../../services/product/src/product-change.ts';
import type { StoredProduct } from '../../services/product/src/product-state.ts';
import { openingLevels, planVariants } from '../../services/product/src/variants.ts';

/** Which products are meant: by what they are, never by the words in their texts. */
export const Meant = z.strictObject({
  /** One of these categories, or something below it. */
  category: z.array(z.string()).optional(),
  material: z.string().optional(),
  seller: z.string().optional(),
  title: z.string().optional(),
});
const Queries = z.array(
  z.strictObject({
    q: z.string(),
    kind: z.string(),
    /** From 3 (just what was meant) to 1 (better than nothing). */
    grades: z.partialRecord(z.enum(['1', '2', '3']), Meant),
  }),
);

/** A query with what should be found. */
export interface LabelledQuery {
  q: string;
  kind: string;
  /** Product id to grade. */
  grades: Map<string, number>;
}

/** A product on offer, with what it is made of. */
export interface Offered {
  state: StoredProduct;
  materials: Set<string>;
}

/**
 * @returns the demo catalogue as far as it is on offer, as the service stores it, with ids that are new at each call
 */
export function offeredProducts(): Offered[] {
  return catalogue().flatMap(({ seller, products }) => {
    const sellerId = newId(UserIdKind);
    return products
      .filter(({ body }) => body.status === 'active')
      .map(({ body, pictures }) => ({
        state: stored(body, { id: sellerId, name: seller.name }),
        materials: new Set(pictures.map(({ finish }) => materials[finish.material].name)),
      }));
  });
}

/**
 * Reads the demo catalogue and the labelled queries over it (`queries.json`).
 *
 * @returns the products on offer as the service stores them, and the queries with the grades of the products
 * @throws Error when a query means nothing that there is
 */
export function labelled(): { products: StoredProduct[]; queries: LabelledQuery[] } {
  const offered = offeredProducts();
  const raw = Queries.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'queries.json'), 'utf8')));
  const queries = raw.map(({ q, kind, grades }) => {
    const found = new Map<string, number>();
    for (const [grade, meant] of Object.entries(grades).sort()) {
      for (const one of offered) if (meant && fits(one, meant)) found.set(one.state._id, Number(grade));
    }
    if (![...found.values()].includes(3)) throw new Error(`Nothing on offer is what "${q}" means.`);
    return { q, kind, grades: found };
  });
  return { products: offered.map(({ state }) => state), queries };
}

/**
 * @param offered a product
 * @param meant what is meant
 * @returns whether it is that
 */
export function fits({ state, materials: made }: Offered, meant: z.output<typeof Meant>): boolean {
  const { category, material, seller, title } = meant;
  return (
    (category === undefined || category.some((one) => state.categories.includes(one))) &&
    (material === undefined || made.has(material)) &&
    (seller === undefined || state.sellerName === seller) &&
    (title === undefined || state.title === title)
  );
}

function stored(body: unknown, seller: { id: UserId; name: string }): StoredProduct {
  const input = ProductInput.parse(body);
  const productId: ProductId = newId(ProductIdKind);
  const { variants, opened } = planVariants([], new Map(), input.variants, () => newId(VariantId));
  const about = { productId, sellerId: seller.id, sellerName: seller.name, variants };
  const { state } = newProduct(input, { ...about, levels: openingLevels(opened), now: new Date(0) });
  return { ...state, _id: productId, version: 1 };
}
