import { type Deps, type Outboxed, outboxFields } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { Shipping, ShippingRow } from './shipping.ts';

const schema = new Schema<Shipping & Outboxed>(
  { ...outboxFields, options: { type: Schema.Types.Mixed, required: true } },
  { collection: 'shippings', versionKey: false },
);

/**
 * Opens the tables of how shops send.
 *
 * @param deps what the kit gives
 * @returns the aggregates, by the shops' ids, and the queries
 */
export function openShippings(deps: Pick<Deps<unknown>, 'db' | 'aggregates'>) {
  const model = deps.db.model<Shipping & Outboxed>('Shipping', schema);
  return {
    aggregates: deps.aggregates<Shipping>(model, 'shipping table'),

    /**
     * @param sellerIds some shops
     * @returns how those of them send that have said so
     */
    async of(sellerIds: string[]): Promise<Map<string, ShippingRow[]>> {
      const found = await model
        .find({ _id: { $in: sellerIds } })
        .select('options')
        .lean();
      return new Map(found.map(({ _id, options }) => [_id, options]));
    },
  };
}

export type Shippings = ReturnType<typeof openShippings>;
