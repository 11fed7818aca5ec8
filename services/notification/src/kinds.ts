import type { Language } from './language.ts';

/** What there is to know about one kind of message, whoever sends it. */
export interface KindRules {
  /** What people switch on and off. */
  title: Record<Language, string>;
  /** Who gets it. */
  for: 'buyers' | 'shops' | 'everybody';
  /** Whether it is in the bell unless its reader wants it otherwise; missing: never. */
  bell?: boolean;
  /** When it is mailed unless its reader wants it otherwise. */
  mail: 'at-once' | 'hourly' | 'off';
  /** Receipts, and what concerns money or safety: the mail cannot be switched off, and waits for nothing. */
  fixed?: true;
  /** What names its mails, where that is not the kind: they were called so before, and are not sent again. */
  template?: string;
}

/** Every kind of message that we send, and the only place that says so. */
export const kinds = {
  welcome: { title: { en: 'Welcome', de: 'Willkommen' }, for: 'everybody', mail: 'at-once', fixed: true },
  invitation: {
    title: { en: 'Invitation to a shop', de: 'Einladung in einen Shop' },
    for: 'everybody',
    mail: 'at-once',
    fixed: true,
  },
  receipt: { title: { en: 'Receipts', de: 'Belege' }, for: 'buyers', mail: 'at-once', fixed: true },
  'order.created': {
    title: { en: 'Order received', de: 'Bestellung eingegangen' },
    for: 'buyers',
    bell: true,
    mail: 'at-once',
    fixed: true,
    template: 'order-placed',
  },
  'order.paid': { title: { en: 'Order paid', de: 'Bestellung bezahlt' }, for: 'buyers', bell: true, mail: 'off' },
  'payment.delayed': {
    title: { en: 'Payment waits', de: 'Zahlung wartet' },
    for: 'buyers',
    bell: true,
    mail: 'off',
  },
  'payment.failed': {
    title: { en: 'Payment declined', de: 'Zahlung abgelehnt' },
    for: 'buyers',
    bell: true,
    mail: 'at-once',
    fixed: true,
    template: 'payment-failed',
  },
  'order.canceled': {
    title: { en: 'Order canceled', de: 'Bestellung storniert' },
    for: 'buyers',
    bell: true,
    mail: 'at-once',
    fixed: true,
    template: 'order-canceled',
  },
  'order.reduced': {
    title: { en: 'A part of an order canceled', de: 'Teil einer Bestellung storniert' },
    for: 'buyers',
    bell: true,
    mail: 'at-once',
    fixed: true,
    template: 'order-reduced',
  },
  'order.refunded': {
    title: { en: 'Money back', de: 'Geld zurück' },
    for: 'buyers',
    bell: true,
    mail: 'at-once',
    fixed: true,
    template: 'order-refunded',
  },
  'order.accepted': {
    title: { en: 'Order being packed', de: 'Bestellung wird gepackt' },
    for: 'buyers',
    bell: true,
    mail: 'off',
  },
  'order.shipped': {
    title: { en: 'Parcel sent', de: 'Paket unterwegs' },
    for: 'buyers',
    bell: true,
    mail: 'at-once',
    template: 'parcel-sent',
  },
  'order.delivered': {
    title: { en: 'Parcel arrived', de: 'Paket angekommen' },
    for: 'buyers',
    bell: true,
    mail: 'at-once',
    template: 'parcel-arrived',
  },
  'return.approved': {
    title: { en: 'Return accepted', de: 'Rückgabe angenommen' },
    for: 'buyers',
    bell: true,
    mail: 'off',
  },
  'return.declined': {
    title: { en: 'Return declined', de: 'Rückgabe abgelehnt' },
    for: 'buyers',
    bell: true,
    mail: 'off',
  },
  'return.received': {
    title: { en: 'Return received', de: 'Rückgabe angekommen' },
    for: 'buyers',
    bell: true,
    mail: 'at-once',
    fixed: true,
    template: 'return-received',
  },
  'dispute.resolved': {
    title: { en: 'Dispute decided', de: 'Streitfall entschieden' },
    for: 'everybody',
    bell: true,
    mail: 'off',
  },
  'watch.price': { title: { en: 'Price alerts', de: 'Preisalarm' }, for: 'buyers', bell: true, mail: 'hourly' },
  'watch.stock': {
    title: { en: 'Back in stock', de: 'Wieder vorrätig' },
    for: 'buyers',
    bell: true,
    mail: 'hourly',
  },
  'sale.created': { title: { en: 'New order', de: 'Neue Bestellung' }, for: 'shops', bell: true, mail: 'off' },
  'sale.paid': { title: { en: 'Sold', de: 'Verkauft' }, for: 'shops', bell: true, mail: 'at-once', template: 'sold' },
  'sale.canceled': { title: { en: 'Sale canceled', de: 'Verkauf storniert' }, for: 'shops', bell: true, mail: 'off' },
  'sale.reduced': {
    title: { en: 'A part of a sale canceled', de: 'Teil eines Verkaufs storniert' },
    for: 'shops',
    bell: true,
    mail: 'off',
  },
  'return.requested': {
    title: { en: 'Return requested', de: 'Rückgabe gewünscht' },
    for: 'shops',
    bell: true,
    mail: 'off',
  },
  'dispute.opened': {
    title: { en: 'Dispute opened', de: 'Streitfall eröffnet' },
    for: 'shops',
    bell: true,
    mail: 'off',
  },
  'review.received': {
    title: { en: 'New review', de: 'Neue Bewertung' },
    for: 'shops',
    bell: true,
    mail: 'hourly',
  },
  'review.published': {
    title: { en: 'Your review published', de: 'Deine Bewertung veröffentlicht' },
    for: 'buyers',
    bell: true,
    mail: 'off',
  },
  'review.rejected': {
    title: { en: 'Your review not published', de: 'Deine Bewertung nicht veröffentlicht' },
    for: 'buyers',
    bell: true,
    mail: 'at-once',
  },
  'review.replied': {
    title: { en: 'Reply to your review', de: 'Antwort auf deine Bewertung' },
    for: 'buyers',
    bell: true,
    mail: 'at-once',
  },
  'stock.low': { title: { en: 'Low stock', de: 'Wenig Bestand' }, for: 'shops', bell: true, mail: 'off' },
  'payout.settled': { title: { en: 'Payouts', de: 'Auszahlungen' }, for: 'shops', bell: true, mail: 'off' },
  'payout.returned': {
    title: { en: 'Payouts that come back', de: 'Zurückgekommene Auszahlungen' },
    for: 'shops',
    bell: true,
    mail: 'at-once',
    fixed: true,
  },
  'webhook.disabled': {
    title: { en: 'Webhooks that do not work', de: 'Webhooks, die nicht gehen' },
    for: 'shops',
    bell: true,
    mail: 'at-once',
  },
  'shop.digest': { title: { en: 'Your week', de: 'Deine Woche' }, for: 'shops', bell: true, mail: 'at-once' },
  'shop.active': { title: { en: 'Shop open', de: 'Shop offen' }, for: 'shops', bell: true, mail: 'at-once' },
  'shop.suspended': {
    title: { en: 'Shop suspended', de: 'Shop gesperrt' },
    for: 'shops',
    bell: true,
    mail: 'at-once',
    fixed: true,
  },
  'shop.closed': {
    title: { en: 'Shop closed', de: 'Shop geschlossen' },
    for: 'shops',
    bell: true,
    mail: 'at-once',
    fixed: true,
  },
  'shop.payout-account': {
    title: { en: 'New payout account', de: 'Neues Auszahlungskonto' },
    for: 'shops',
    bell: true,
    mail: 'at-once',
    fixed: true,
  },
} as const satisfies Record<string, KindRules>;

export type Kind = keyof typeof kinds;

/**
 * @param kind a kind
 * @returns its rules
 */
export function rulesOf(kind: Kind): KindRules {
  return kinds[kind];
}

/** Every kind. */
export const kindNames = Object.keys(kinds) as Kind[];
