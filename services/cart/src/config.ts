import { defineConfig } from '@credenza/service-kit';
import { z } from 'zod';
import { Country } from './country.ts';

/** The cart's settings. */
export const config = defineConfig({
  GUEST_TOKEN_SECRET: z
    .string()
    .min(16, 'must be a secret of at least 16 characters')
    .meta({ description: "signs guests' tokens; with another one all guests start with an empty cart" }),
  GUEST_CART_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .meta({ description: 'how long a guest cart is kept after its last change, in days' }),
  HOME_COUNTRY: Country.default('DE').meta({
    description: 'where carts are quoted for until their buyer has said where to',
  }),
  SHIPPING_PRICE: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000_000)
    .default(0)
    .meta({ description: 'what sending costs where a shop has set nothing, in minor units' }),
});
