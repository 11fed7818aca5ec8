import { createConnection } from 'mongoose';
import type { StoredProduct } from '../../services/product/src/product-state.ts';
import type { LabelledQuery } from './labels.ts';

/**
 * What a shop gets that leaves search to the database: MongoDB's text index, weighted by field, English stems.
 *
 * @param url a MongoDB server
 * @param products what is on offer
 * @param queries what is asked
 * @returns for each query the ids of the first ten
 */
export async function textQueries(
  url: string,
  products: readonly StoredProduct[],
  queries: readonly LabelledQuery[],
): Promise<string[][]> {
  const db = await createConnection(url, { dbName: `test_eval_search_${process.pid}` }).asPromise();
  try {
    const collection = db.collection<{ _id: string }>('products');
    await collection.insertMany(products.map((product) => ({ ...product })));
    await collection.createIndex(
      { title: 'text', tags: 'text', category: 'text', vendor: 'text', sellerName: 'text', description: 'text' },
      { weights: { title: 10, tags: 5, category: 3, vendor: 3, sellerName: 3, description: 1 } },
    );
    const found: string[][] = [];
    for (const { q } of queries) {
      const score = { $meta: 'textScore' };
      const rows = await collection
        .find({ $text: { $search: q } }, { projection: { score } })
        .sort({ score })
        .limit(10)
        .toArray();
      found.push(rows.map(({ _id }) => _id));
    }
    return found;
  } finally {
    await db.dropDatabase();
    await db.close();
  }
}
