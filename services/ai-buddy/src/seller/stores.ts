import type { Deps } from '@credenza/service-kit';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { Sales } from './sales.store.ts';
import { Views } from './views.store.ts';
import { Wares } from './wares.store.ts';

/** What advice to shops rests on. */
export interface SellerParts {
  sales: Sales;
  wares: Wares;
  views: Views;
  knowledge: Knowledge;
  now(): Date;
}

/**
 * @param deps the service's database
 * @returns the stores of sales, offers and views
 */
export function sellerStores({ db }: Pick<Deps<unknown>, 'db'>): Pick<SellerParts, 'sales' | 'wares' | 'views'> {
  return { sales: new Sales(db), wares: new Wares(db), views: new Views(db) };
}
