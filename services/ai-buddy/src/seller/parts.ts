import type { Route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { getInventory } from './routes/get-inventory.ts';
import { getListing } from './routes/get-listing.ts';
import { getPricing } from './routes/get-pricing.ts';

/** What advice to shops adds to the service. */
export const routes: Route<Context>[] = [getInventory, getPricing, getListing];
