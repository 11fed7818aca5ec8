import { randomUUID } from 'node:crypto';
import type { UserId } from '@credenza/contracts';
import { changeAudited, type Decision } from '@credenza/service-kit';
import type { Context } from './context.ts';
import type { Shop, ShopState } from './shop.ts';

/** Who changes a shop, and how the audit log calls that. */
export interface ShopAct {
  act: string;
  actor: UserId;
  detail?: Record<string, unknown>;
  /** Refuse when the stored version is another one. */
  ifVersion?: number | undefined;
}

/**
 * Changes a shop, and records that in the audit log before.
 *
 * @param shopId the shop's id
 * @param decide a pure rule; undefined means that nothing is to be done, and then nothing is recorded
 * @param about who does what
 * @param ctx the stores
 * @returns the shop after the change
 * @throws NotFound when there is none; StaleVersion when `ifVersion` does not fit; whatever the rule throws, unrecorded
 */
export async function changeShop(
  shopId: string,
  decide: (shop: Shop) => Decision<ShopState> | undefined,
  about: ShopAct,
  ctx: Pick<Context, 'shops' | 'audit'>,
): Promise<Shop> {
  const { ifVersion, ...act } = about;
  const key = `${shopId}:${act.act}:${randomUUID()}`;
  const entriesOf = () => [{ ...act, subject: shopId, outcome: 'done' as const, key }];
  return await changeAudited(ctx.shops, shopId, decide, { audit: ctx.audit, entriesOf, ifVersion });
}
