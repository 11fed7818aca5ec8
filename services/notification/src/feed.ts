import type { CartSnapshot, LiveMessage, MissedMessages, Notification } from '@credenza/contracts';

/** What an order message says, without its place in the feed. */
export type OrderNews = Omit<Extract<LiveMessage, { kind: 'order' }>, 'seq' | 'at' | 'kind'>;

/** What there is to tell one user live. */
export type News =
  | { kind: 'cart'; cart: CartSnapshot }
  | { kind: 'order'; order: OrderNews }
  | { kind: 'notification'; notification: Notification };

/**
 * One place in a user's feed. Numbers follow from the position (the last place is `seq`), so there can be no gaps.
 * The cart is kept once beside the places: an older one is of no use to anybody.
 */
export interface Place {
  /** What it is about: the id of a cart, an order or a notification. */
  subject: string;
  /** Grows with the subject's versions; the same or a lower one is not told again. */
  rank: number;
  at: Date;
  news: { kind: 'cart' } | Exclude<News, { kind: 'cart' }>;
}

/** What is kept of a feed after one position. */
export interface Behind {
  /** The number of the newest message; 0 when there has never been one. */
  seq: number;
  /** How many of the newest messages are kept. */
  kept: number;
  cart?: CartSnapshot | undefined;
  /** The places after the position, oldest first. */
  places: Place[];
}

/** In which order they can follow on one another; one write may cancel and refund an order at the same version. */
const statuses: OrderNews['status'][] = [
  'created',
  'paid',
  'accepted',
  'shipped',
  'reduced',
  'delivered',
  'return',
  'dispute',
  'canceled',
  'refunded',
];

/**
 * @param news what there is to tell
 * @param at when it happened
 * @returns its place in a feed
 */
export function placeOf(news: News, at: Date): Place {
  if (news.kind === 'cart') {
    return { subject: news.cart.cartId, rank: news.cart.version, at, news: { kind: 'cart' } };
  }
  if (news.kind === 'notification') return { subject: news.notification.notificationId, rank: 1, at, news };
  const { orderId, version, status } = news.order;
  return { subject: orderId, rank: version * statuses.length + statuses.indexOf(status), at, news };
}

/**
 * @param place a place in a feed
 * @param seq its number
 * @param cart the feed's newest cart
 * @returns the message as clients get it
 * @throws Error for a cart's place in a feed without a cart
 */
export function messageOf(place: Place, seq: number, cart: CartSnapshot | undefined): LiveMessage {
  const head = { seq, at: place.at.toISOString() };
  const { news } = place;
  if (news.kind === 'order') return { ...head, kind: 'order', ...news.order };
  if (news.kind === 'notification') return { ...head, kind: 'notification', notification: news.notification };
  if (!cart) throw new Error(`the feed has a cart at ${seq} but keeps none`);
  return { ...head, kind: 'cart', cart };
}

/**
 * Decides what a client that has seen everything up to `since` still needs.
 *
 * @param behind what is kept after that position
 * @param since the last message that the client has seen
 * @returns the messages in order, or the word that it must load anew
 */
export function missed(behind: Behind, since: number): MissedMessages {
  const { seq, kept, places, cart } = behind;
  // A client that knows more than there is has seen another database.
  if (since > seq || seq - since > kept) return { seq, resync: true, messages: [] };
  const first = seq - places.length + 1;
  return { seq, resync: false, messages: places.map((place, index) => messageOf(place, first + index, cart)) };
}
