import { Amount } from '@credenza/contracts';
import { z } from 'zod';
import { Country } from './country.ts';

const Days = z.int().min(0).max(365);
const Row = z.strictObject({
  optionId: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be up to 40 small letters, digits or hyphens')
    .meta({ examples: ['standard'] }),
  title: z.string().trim().min(1).max(80),
  price: Amount.max(100_000_000),
  minDays: Days,
  maxDays: Days,
  countries: z.array(Country).min(1).max(250).optional().meta({ description: 'missing for everywhere' }),
  freeFrom: Amount.optional().meta({ description: "the sum of the shop's goods from which on it costs nothing" }),
});

/** How a shop sends, as it says it. */
export const ShippingFields = z.strictObject({ options: z.array(Row).max(20) });

/** How a shop sends. */
export const ShippingView = z.object({ version: z.int().min(0), options: z.array(Row) });
