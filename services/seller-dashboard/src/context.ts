import type { Audit, Deps } from '@credenza/service-kit';
import type { z } from 'zod';
import { Accounts } from './accounts.store.ts';
import type { config } from './config.ts';
import { Generations } from './generations.store.ts';
import { OpenOrders } from './open-orders.store.ts';
import { Pulses } from './pulse.store.ts';
import { Pulse } from './pulse.ts';
import type { Reaction } from './reaction.ts';
import { ReadModel } from './read-model.ts';
import { Rebuilder } from './rebuild.ts';
import { Shops } from './shops.store.ts';
import { StockMoves } from './stock.store.ts';
import { Sums } from './sums.store.ts';
import { Wares } from './wares.store.ts';

/** What the seller dashboard's handlers may use. */
export interface Context {
  model: ReadModel;
  sums: Sums;
  shops: Shops;
  wares: Wares;
  openOrders: OpenOrders;
  moves: StockMoves;
  accounts: Accounts;
  pulse: Pulse;
  rebuilder: Rebuilder;
  audit: Audit;
  /** How long a shop has to send what was paid, in ms. */
  dispatchMs: number;
  now(): Date;
}

/**
 * Builds the context.
 *
 * @param deps what the kit gives
 * @param reactions what each event adds to the read model
 * @returns the context; the read model is ready to be asked
 */
export async function makeContext(deps: Deps<z.output<typeof config>>, reactions: Reaction[]): Promise<Context> {
  const model = new ReadModel({ db: deps.db, generations: new Generations(deps.db) });
  await model.open();
  const shops = new Shops(model.shelves);
  const pulses = new Pulses(deps);
  const pulse = new Pulse({
    log: deps.log,
    async beat(shop) {
      const { current } = await model.generations.live();
      return await pulses.beat(shop, await shops.membersOf(current, shop));
    },
  });
  const rebuilder = new Rebuilder({ model, reactions, dapr: deps.dapr, log: deps.log, now: deps.now });
  deps.onStop(async () => {
    await rebuilder.stop();
    await pulse.stop();
  });
  return {
    model,
    sums: new Sums(model.shelves),
    shops,
    wares: new Wares(model.shelves),
    openOrders: new OpenOrders(model.shelves),
    moves: new StockMoves(model.shelves),
    accounts: new Accounts(model.shelves),
    pulse,
    rebuilder,
    audit: deps.audit,
    dispatchMs: deps.config.DISPATCH_DAYS * 86_400_000,
    now: deps.now,
  };
}
