import { TypeID, typeid } from 'typeid-js';
import { z } from 'zod';

const prefixes = new Map<unknown, string>();

/**
 * Describes one kind of id: a TypeID (https://github.com/jetify-com/typeid), that is a lower-case prefix and a
 * UUIDv7 in Crockford base32, so that ids say what they name and sort by the time of their creation.
 *
 * @param prefix the part before the underscore, such as `ord`
 * @returns a zod schema whose output is branded with the prefix, so that an order's id never fits a user's
 */
export function idKind<Prefix extends string>(prefix: Prefix) {
  const schema = z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), `must be an id that starts with ${prefix}_`)
    .brand<Prefix>()
    .meta({ examples: [`${prefix}_01j9zq6v8xe3tbd5wqmg8d2r4c`] });
  prefixes.set(schema, prefix);
  return schema;
}

export const UserId = idKind('usr');
export const SessionId = idKind('ses');
export const ProductId = idKind('prd');
export const VariantId = idKind('var');
export const CartId = idKind('crt');
export const LineId = idKind('lin');
export const OrderId = idKind('ord');
export const PaymentId = idKind('pay');
export const RefundId = idKind('rfd');
export const NotificationId = idKind('ntf');
export const EventId = idKind('evt');
export const MailId = idKind('mal');
export const InvitationId = idKind('inv');
export const PromotionId = idKind('prm');
export const SellerOrderId = idKind('sor');
export const ParcelId = idKind('pcl');
export const ReturnId = idKind('ret');
export const DisputeId = idKind('dsp');
export const CommissionRuleId = idKind('crl');
export const PayoutId = idKind('pyo');
export const BatchId = idKind('bat');
export const PrivacyRequestId = idKind('prq');
export const WatchId = idKind('wch');
export const WebhookId = idKind('whk');
export const WebhookMessageId = idKind('whm');
export const ImageId = idKind('img');
export const ReviewId = idKind('rev');
export const ConversationId = idKind('cnv');
export const ProposalId = idKind('ppl');

export type UserId = z.infer<typeof UserId>;
export type SessionId = z.infer<typeof SessionId>;
export type ProductId = z.infer<typeof ProductId>;
export type VariantId = z.infer<typeof VariantId>;
export type CartId = z.infer<typeof CartId>;
export type LineId = z.infer<typeof LineId>;
export type OrderId = z.infer<typeof OrderId>;
export type PaymentId = z.infer<typeof PaymentId>;
export type RefundId = z.infer<typeof RefundId>;
export type NotificationId = z.infer<typeof NotificationId>;
export type EventId = z.infer<typeof EventId>;
export type MailId = z.infer<typeof MailId>;
export type InvitationId = z.infer<typeof InvitationId>;
export type PromotionId = z.infer<typeof PromotionId>;
export type SellerOrderId = z.infer<typeof SellerOrderId>;
export type ParcelId = z.infer<typeof ParcelId>;
export type ReturnId = z.infer<typeof ReturnId>;
export type DisputeId = z.infer<typeof DisputeId>;
export type CommissionRuleId = z.infer<typeof CommissionRuleId>;
export type PayoutId = z.infer<typeof PayoutId>;
export type BatchId = z.infer<typeof BatchId>;
export type PrivacyRequestId = z.infer<typeof PrivacyRequestId>;
export type WatchId = z.infer<typeof WatchId>;
export type WebhookId = z.infer<typeof WebhookId>;
export type WebhookMessageId = z.infer<typeof WebhookMessageId>;
export type ImageId = z.infer<typeof ImageId>;
export type ReviewId = z.infer<typeof ReviewId>;
export type ConversationId = z.infer<typeof ConversationId>;
export type ProposalId = z.infer<typeof ProposalId>;

/**
 * Makes a new id of one kind; ids made later sort later (to the millisecond).
 *
 * @param kind one of the id schemas of this file, such as `OrderId`
 * @returns a fresh id
 */
export function newId<Id extends string>(kind: z.ZodType<Id, unknown>): Id {
  return kind.parse(typeid(prefixes.get(kind) ?? '').toString());
}

/**
 * Makes the id that always belongs to one key: the same kind and bytes give the same id. It lets a repeated
 * command find what its first run made.
 *
 * @param kind one of the id schemas of this file
 * @param uuid a UUID that names the thing, in its usual text form
 * @returns the id
 */
export function idFromUuid<Id extends string>(kind: z.ZodType<Id, unknown>, uuid: string): Id {
  return kind.parse(TypeID.fromUUID(prefixes.get(kind) ?? '', uuid).toString());
}

/**
 * @param id any of our ids
 * @returns the UUID inside it, in its usual text form
 */
export function uuidOf(id: string): string {
  return TypeID.fromString(id).toUUID();
}
