import { type Deps, type Outboxed, outboxFields, type Stored } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { TaxRate } from './pricing/tax.ts';

/** What an admin has set for a country, whose code is its id; `off` when the table counts again. */
export interface TaxOverride extends TaxRate {
  off?: boolean | undefined;
}

export type StoredOverride = Stored<TaxOverride>;

const schema = new Schema<TaxOverride & Outboxed>(
  {
    ...outboxFields,
    standard: { type: Number, required: true },
    reduced: { type: Number, required: true },
    included: { type: Boolean, required: true },
    off: Boolean,
  },
  { collection: 'tax_overrides', versionKey: false },
);

/**
 * Opens the tax rates that admins have set.
 *
 * @param deps what the kit gives
 * @returns the aggregates, by country, and the queries
 */
export function openTaxOverrides(deps: Pick<Deps<unknown>, 'db' | 'aggregates'>) {
  const model = deps.db.model<TaxOverride & Outboxed>('TaxOverride', schema);
  const rateOf = ({ standard, reduced, included }: TaxOverride): TaxRate => ({ standard, reduced, included });
  return {
    aggregates: deps.aggregates<TaxOverride>(model, 'tax rate'),

    /**
     * @param countries ISO 3166-1 codes
     * @returns what admins have set for them
     */
    async of(countries: readonly string[]): Promise<Map<string, TaxRate>> {
      const found = await model.find({ _id: { $in: [...countries] }, off: { $ne: true } }).lean();
      return new Map(found.map((one) => [one._id, rateOf(one)]));
    },

    /** @returns all that admins have set, with their versions */
    async all(): Promise<StoredOverride[]> {
      return await model
        .find({ off: { $ne: true } })
        .select('-outbox -outboxLease')
        .lean<StoredOverride[]>();
    },
  };
}

export type TaxOverrides = ReturnType<typeof openTaxOverrides>;
