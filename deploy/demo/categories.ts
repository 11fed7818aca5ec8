import { z } from 'zod';
import { signIn } from './accounts.ts';
import type { DemoAccount } from './logins.ts';
import { expected, type Rest } from './rest.ts';

const measure = (side: string) => ({
  key: `${side.toLowerCase()}_cm`,
  title: side,
  type: 'number',
  unit: 'cm',
  required: true,
});
const everything = [
  { key: 'material', title: 'Material', type: 'text', required: true, filterable: true },
  { key: 'colour', title: 'Colour', type: 'text', required: true, filterable: true },
  { key: 'room', title: 'Room', type: 'text', filterable: true },
];

/** Categories with rules; their products are in them already and fit. */
const tree = [
  { slug: 'furniture', title: 'Furniture', attributes: [...everything, measure('Width'), measure('Height')] },
  { slug: 'furniture.tables', title: 'Tables', attributes: [measure('Depth')] },
  { slug: 'lighting', title: 'Lighting', attributes: everything },
  { slug: 'textiles', title: 'Textiles', attributes: everything },
];

/**
 * Says, as the marketplace's admin, what products of some categories have to tell about themselves.
 *
 * @param rest the marketplace
 * @param admin who looks after it
 * @returns whether that admin is there to do it
 */
export async function furnish(rest: Rest, admin: DemoAccount): Promise<boolean> {
  const session = await signIn(rest, admin);
  if (!session) return false;
  for (const { slug, ...body } of tree) {
    const answer = await rest.ask('PUT', `/api/products/categories/${slug}`, { token: session.token, body });
    expected(answer, z.object({ slug: z.string() }), `the category ${slug}`);
  }
  return true;
}
