import type { Audit, Deps, Log } from '@credenza/service-kit';
import { type Blobs, openBlobs } from '@credenza/service-kit/blobs';
import { Announcer } from './announcer.ts';
import { Bulks, bulkModel } from './bulk.store.ts';
import type { Bulk } from './bulk.ts';
import { BulkRunner } from './bulk-runner.ts';
import { Catalogue } from './catalogue.store.ts';
import { Categories, categoryModel } from './category.store.ts';
import { ChangeFeed, type Listener } from './change-feed.ts';
import type { Config } from './config.ts';
import type { ReservationParts } from './holds.ts';
import { Offers } from './offers.store.ts';
import { PriceLists } from './price-list.store.ts';
import { productModel } from './product.schema.ts';
import { Products } from './product.store.ts';
import { ProductSource } from './product-source.store.ts';
import type { Product } from './product-state.ts';
import { Reads } from './reads.ts';
import { Receipts } from './receipt.store.ts';
import { reservationModel } from './reservation.store.ts';
import type { Reservation } from './reservation.ts';
import { Reviews, reviewModel } from './review.store.ts';
import type { Review } from './review.ts';
import { SearchFeed } from './search-feed.ts';
import { SearchIndex } from './search-index.ts';
import { SharedPages } from './shared-pages.ts';
import { Shops } from './shop.store.ts';
import { ShopFacetChoices } from './shop-facets.store.ts';
import { ShopFollower } from './shop-follower.ts';
import { stockModel } from './stock.schema.ts';
import { Stocks } from './stock.store.ts';
import type { Stock } from './stock.ts';
import { Uploads } from './upload.store.ts';
import { ViewCounter } from './view-counter.ts';
import { Views, viewsModel } from './views.store.ts';

/** What handlers may use. */
export interface Context extends ReservationParts {
  products: Products;
  shops: Shops;
  /** Brings products in step with their shops. */
  follower: ShopFollower;
  /** The public reads, cached. */
  reads: Reads;
  feed: ChangeFeed;
  search: SearchFeed;
  views: ViewCounter;
  priceLists: PriceLists;
  /** The tree of categories that the marketplace looks after. */
  categories: Categories;
  shopFacets: ShopFacetChoices;
  bulks: Bulks;
  /** Carries out bulk changes. */
  bulkRunner: BulkRunner;
  /** The files of uploaded pictures. */
  blobs: Blobs;
  uploads: Uploads;
  reviews: Reviews;
  receipts: Receipts;
  /** Whether reviews are published before an admin has looked at them. */
  autoPublish: boolean;
  log: Log;
  audit: Audit;
}

const megabyte = 1_048_576;

/**
 * @param deps what the kit gives
 * @returns the context; its change feed is started when the service runs
 */
export async function makeContext(deps: Deps<Config>): Promise<Context> {
  const { db, config, log, now, audit } = deps;
  const aggregates = deps.aggregates<Product>(productModel(db), 'product');
  const stocks = new Stocks(deps.aggregates<Stock>(stockModel(db), 'variant'));
  const reservations = deps.aggregates<Reservation>(reservationModel(db), 'reservation');
  const shops = new Shops(db, now);
  const categories = new Categories(deps.aggregates(categoryModel(db), 'category'));
  const products = new Products({
    aggregates,
    stocks,
    shops,
    categories,
    now,
    written: (productId) => changed.product(productId),
  });
  const shopFacets = new ShopFacetChoices(db);
  const index = new SearchIndex();
  const source = new ProductSource(aggregates);
  const search: SearchFeed = new SearchFeed({ index, source, log, upToDate: () => feed.upToDate() });
  const shared = new SharedPages(deps.dapr.state, log);
  const reads: Reads = new Reads(
    {
      products,
      stocks,
      catalogue: new Catalogue(aggregates, { index, refresh: () => search.refresh() }, { categories, shopFacets }),
      shared,
    },
    {
      pageBytes: config.PAGE_CACHE_MB * megabyte,
      listBytes: config.LIST_CACHE_MB * megabyte,
      upToDate: () => feed.upToDate(),
    },
  );
  const changed = all([search, reads]);
  const feed = new ChangeFeed(db, changed, log);
  const announcer = new Announcer({ products, stocks, log });
  const follower = new ShopFollower({ products, shops, log });
  const views = new ViewCounter({
    views: new Views(deps.aggregates(viewsModel(db), 'batch of views')),
    sellersOf: (productIds) => products.sellersOf(productIds),
    log,
    now,
  });
  const bulks = new Bulks(db, deps.aggregates<Bulk>(bulkModel(db), 'bulk change'), now);
  const bulkRunner = new BulkRunner({ bulks, products, stocks, announcer, log });
  deps.onStop(() => shared.quiet());
  deps.onStop(() => announcer.quiet());
  deps.onStop(() => feed.stop());
  deps.onStop(() => follower.stop());
  deps.onStop(() => bulkRunner.stop());
  deps.onStop(() => views.stop());
  return {
    products,
    shops,
    follower,
    stocks,
    reservations,
    offers: new Offers(aggregates, stocks, { shops, now }),
    announcer,
    reads,
    feed,
    search,
    views,
    bulks,
    bulkRunner,
    categories,
    shopFacets,
    priceLists: new PriceLists(db, aggregates),
    blobs: await openBlobs(config),
    uploads: new Uploads(db, now),
    reviews: new Reviews(deps.aggregates<Review>(reviewModel(db), 'review')),
    receipts: new Receipts(db),
    autoPublish: config.REVIEWS_AUTO_PUBLISH === 'true',
    log,
    audit,
    now,
  };
}

function all(listeners: Listener[]): Listener {
  const tell = (what: (one: Listener) => void) => {
    for (const one of listeners) what(one);
  };
  return {
    product: (id) => tell((one) => one.product(id)),
    variant: (id) => tell((one) => one.variant(id)),
    gap: () => tell((one) => one.gap()),
  };
}
