import { randomUUID } from 'node:crypto';
import { createConnection } from 'mongoose';

/**
 * The least that a checkout can be: stock down, order written, event written, in one MongoDB transaction; no HTTP, no sidecar.
 *
 * @param url the MongoDB server
 * @param options how many loops at once and for how long, in ms
 * @returns transactions per second
 */
export async function rawLoop(url: string, options: { loops: number; ms: number }): Promise<number> {
  const db = await createConnection(url, {
    dbName: `test_bench_raw_${randomUUID().slice(0, 8)}`,
    writeConcern: { w: 'majority' },
  }).asPromise();
  const [stock, orders, events] = [db.collection('stock'), db.collection('orders'), db.collection('events')];
  const products = Array.from({ length: 500 }, (_, index) => ({ _id: `p${index}` as never, available: 1_000_000 }));
  await stock.insertMany(products);
  await Promise.all([orders.createIndex({ buyer: 1 }), events.createIndex({ at: 1 })]);
  let done = 0;
  const until = Date.now() + options.ms;
  const client = db.getClient();
  await Promise.all(
    Array.from({ length: options.loops }, async () => {
      while (Date.now() < until) {
        const id = `p${Math.floor(Math.random() * products.length)}` as never;
        await client.withSession((session) =>
          session.withTransaction(async () => {
            await stock.updateOne({ _id: id, available: { $gte: 1 } }, { $inc: { available: -1 } }, { session });
            await orders.insertOne(
              { buyer: randomUUID(), lines: [{ id, quantity: 1 }], total: 1_999, at: new Date() },
              { session },
            );
            await events.insertOne({ type: 'order.created', at: new Date(), data: { id, quantity: 1 } }, { session });
          }),
        );
        done += 1;
      }
    }),
  );
  await db.dropDatabase();
  await db.close();
  return done / (options.ms / 1_000);
}
