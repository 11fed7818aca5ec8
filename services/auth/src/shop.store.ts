import { type Aggregates, type Deps, type Outboxed, outboxFields } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { Shop, ShopState } from './shop.ts';

const mixed = Schema.Types.Mixed;

const schema = new Schema<ShopState & Outboxed>(
  {
    ...outboxFields,
    name: { type: String, required: true },
    description: String,
    address: mixed,
    taxId: String,
    contactEmail: String,
    state: { type: String, required: true },
    reason: String,
    currency: { type: String, required: true },
    members: { type: mixed, required: true },
    invitations: { type: mixed, required: true },
    payout: mixed,
    documents: { type: mixed, required: true },
    terms: mixed,
    hasProduct: Boolean,
    createdAt: { type: Date, required: true },
  },
  { collection: 'shops', versionKey: false, minimize: false },
)
  // Nobody works for two shops.
  .index({ 'members.userId': 1 }, { unique: true })
  .index({ 'invitations.tokenHash': 1 })
  .index({ state: 1, _id: 1 });

/**
 * @param deps what the kit gives
 * @returns the shops
 */
export function openShops<Config>(deps: Deps<Config>): Aggregates<ShopState> {
  return deps.aggregates<ShopState>(deps.db.model<ShopState & Outboxed>('Shop', schema), 'shop');
}

/**
 * @param shops the shops
 * @param userId an account
 * @returns the shop that it works for, or undefined
 */
export async function shopOfMember(shops: Aggregates<ShopState>, userId: string): Promise<Shop | undefined> {
  const found = await shops.model.findOne({ 'members.userId': userId }).select('-outbox -outboxLease').lean<Shop>();
  return found ?? undefined;
}

/**
 * @param shops the shops
 * @param tokenHash the hash of an invitation's token
 * @returns the shop that has sent it, or undefined when it is used, replaced or taken back
 */
export async function shopThatInvites(shops: Aggregates<ShopState>, tokenHash: string): Promise<Shop | undefined> {
  const found = await shops.model
    .findOne({ 'invitations.tokenHash': tokenHash })
    .select('-outbox -outboxLease')
    .lean<Shop>();
  return found ?? undefined;
}
