import type { User } from '@credenza/service-kit';
import { addToCart } from './add-to-cart.ts';
import { checkInventory } from './check-inventory.ts';
import { checkStock } from './check-stock.ts';
import { compareProducts } from './compare-products.ts';
import { improveListing } from './improve-listing.ts';
import { myOrders } from './my-orders.ts';
import { readReviews } from './read-reviews.ts';
import { searchArticles } from './search-articles.ts';
import { searchProducts } from './search-products.ts';
import { startReturn } from './start-return.ts';
import { suggestPrice } from './suggest-price.ts';
import type { AnyTool } from './tool.ts';

const forEverybody: AnyTool[] = [searchProducts, compareProducts, checkStock, readReviews, searchArticles];
const forBuyers: AnyTool[] = [myOrders, addToCart, startReturn];
/** Of the caller's own shop, by their own token, and of no other. */
const forSellers: AnyTool[] = [suggestPrice, checkInventory, improveListing];

/** Every tool that there is; the model and MCP use these. Who may use one, it says itself. */
const all: AnyTool[] = [...forEverybody, ...forBuyers, ...forSellers];

/**
 * @param user who asks
 * @param tools those to choose from
 * @returns the tools that exist for them; others they can neither see nor call
 */
export function toolsFor(user: User | undefined, tools: AnyTool[] = all): AnyTool[] {
  return tools.filter(({ roles }) => roles === 'everybody' || (user !== undefined && roles.includes(user.role)));
}
