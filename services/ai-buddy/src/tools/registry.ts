import type { User } from '@credenza/service-kit';
import { addToCart } from './add-to-cart.ts';
import { checkStock } from './check-stock.ts';
import { compareProducts } from './compare-products.ts';
import { myOrders } from './my-orders.ts';
import { searchArticles } from './search-articles.ts';
import { searchProducts } from './search-products.ts';
import { startReturn } from './start-return.ts';
import type { AnyTool } from './tool.ts';

/** Every tool that there is; the responder, the model and MCP use these. */
const all: AnyTool[] = [searchProducts, compareProducts, checkStock, searchArticles, myOrders, addToCart, startReturn];

/**
 * @param user who asks
 * @param tools those to choose from
 * @returns the tools that exist for them; others they can neither see nor call
 */
export function toolsFor(user: User | undefined, tools: AnyTool[] = all): AnyTool[] {
  return tools.filter((one) => one.for === 'everybody' || one.for === user?.role);
}
