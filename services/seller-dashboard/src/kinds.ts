import type { ServiceName } from '@credenza/contracts';
import { type BalanceNote, type BalanceRow, balanceRow, type PayoutNote, type PayoutRow, payoutRow } from './money.ts';
import type { Entry, Notes } from './note.ts';
import { type SaleNote, type SaleRow, saleRow } from './sale.ts';
import { type ShopNote, type ShopRow, shopRow } from './shop.ts';
import { type Viewed, type ViewsRow, viewsRow } from './views.ts';
import { type WareNote, type WareRow, wareRow } from './ware.ts';

/** What is noted, by kind of sheet: one sheet for each shop's part of an order, for each product's quarter of an hour, and so on. */
export interface NoteOf {
  sales: SaleNote;
  views: Viewed;
  wares: WareNote;
  balances: BalanceNote;
  payouts: PayoutNote;
  shops: ShopNote;
}

/** What follows from a sheet's notes, for queries. */
export interface RowOf {
  sales: SaleRow;
  views: ViewsRow;
  wares: WareRow;
  balances: BalanceRow;
  payouts: PayoutRow;
  shops: ShopRow | undefined;
}

export type Kind = keyof NoteOf;

/** What one event adds to the read model. */
export type Entries = { [K in Kind]?: Entry<NoteOf[K]>[] };

interface Rules<K extends Kind> {
  /** Whose events make such sheets. */
  fedBy: readonly ServiceName[];
  row(id: string, notes: Notes<NoteOf[K]>): RowOf[K];
}

export const kinds: { [K in Kind]: Rules<K> } = {
  sales: { fedBy: ['order', 'payment'], row: saleRow },
  views: { fedBy: ['product'], row: viewsRow },
  wares: { fedBy: ['product'], row: wareRow },
  balances: { fedBy: ['payment'], row: balanceRow },
  payouts: { fedBy: ['payment'], row: payoutRow },
  shops: { fedBy: ['auth'], row: shopRow },
};

export const kindNames: readonly Kind[] = ['sales', 'views', 'wares', 'balances', 'payouts', 'shops'];
