import {
  BatchId,
  balanceUpdated,
  CartId,
  Currency,
  DisputeId,
  disputeOpened,
  disputeResolved,
  type Envelope,
  envelope,
  type Fact,
  LineId,
  newId,
  OrderId,
  type OrderLine,
  orderAccepted,
  orderCanceled,
  orderDelivered,
  orderPaid,
  orderReduced,
  orderShipped,
  ParcelId,
  PaymentId,
  PayoutId,
  ProductId,
  PromotionId,
  payoutReturned,
  payoutSettled,
  productUpdated,
  productViewed,
  RefundId,
  ReturnId,
  refundSettled,
  returnApproved,
  returnDeclined,
  returnReceived,
  returnRequested,
  SellerOrderId,
  sellerUpdated,
  stockLow,
  UserId,
  VariantId,
} from '@credenza/contracts';

/** What drives a simulation: an endless source of whole numbers below a bound. */
export type Dice = (bound: number) => number;

interface Ware {
  productId: ProductId;
  variantId: VariantId;
  price: number;
  title: string;
}

interface Shop {
  sellerId: UserId;
  name: string;
  wares: Ware[];
  balance: number;
  version: number;
}

interface Line {
  line: OrderLine;
  /** Pieces that have gone back, canceled or returned. */
  back: number;
  sent: number;
  arrived: number;
}

interface Part {
  shop: Shop;
  sellerOrderId: SellerOrderId;
  lines: Line[];
  parcels: { parcelId: ParcelId; pieces: ReturnType<typeof piecesOf>; arrived: boolean }[];
  returns: { returnId: ReturnId; lines: [Line, number][] }[];
  disputes: { disputeId: DisputeId }[];
  unsettled: { refundId: RefundId; amount: number }[];
}

interface Order {
  orderId: OrderId;
  buyerId: UserId;
  paymentId: PaymentId;
  lines: OrderLine[];
  parts: Part[];
  canceled: boolean;
  version: number;
  country: string | undefined;
}

const currency = Currency.parse('EUR');
const countries = ['DE', 'FR', 'SE', 'IN'];

/** A small marketplace that rolls dice and writes down every event that its services would publish. */
export class Simulation {
  readonly shops: Shop[];
  readonly events: Envelope[] = [];
  readonly #dice: Dice;
  readonly #orders: Order[] = [];
  readonly #paceMs: number;
  #now: number;

  /**
   * @param dice what decides
   * @param start when it begins
   * @param options how many shops there are, or which; and the longest time between two things, in ms
   */
  constructor(dice: Dice, start: Date, options: { shops?: number | UserId[]; paceMs?: number } = {}) {
    const { shops = 2, paceMs = 180 * 60_000 } = options;
    this.#dice = dice;
    this.#now = start.getTime();
    this.#paceMs = paceMs;
    const sellers = typeof shops === 'number' ? Array.from({ length: shops }, () => newId(UserId)) : shops;
    this.shops = sellers.map((sellerId, n) => ({
      sellerId,
      name: `Shop ${n}`,
      balance: 0,
      version: 1,
      wares: Array.from({ length: 3 }, (_, m) => ({
        productId: newId(ProductId),
        variantId: newId(VariantId),
        price: 999 + 1_234 * m,
        title: `Ware ${n}.${m}`,
      })),
    }));
    for (const shop of this.shops) {
      this.#tellShop(shop);
      for (const ware of shop.wares) this.#tellWare(shop, ware, 100);
    }
  }

  /** @param steps how many things are to happen */
  run(steps: number): void {
    const acts = [
      () => this.#buy(),
      () => this.#buy(),
      () => this.#buy(),
      () => this.#cancel(),
      () => this.#reduce(),
      () => this.#accept(),
      () => this.#ship(),
      () => this.#ship(),
      () => this.#deliver(),
      () => this.#askToReturn(),
      () => this.#decideReturn(),
      () => this.#dispute(),
      () => this.#settleRefund(),
      () => this.#view(),
      () => this.#view(),
      () => this.#restock(),
      () => this.#moveMoney(),
      () => this.#payOut(),
    ];
    for (let step = 0; step < steps; step += 1) {
      this.#now += this.#dice(this.#paceMs);
      acts[this.#dice(acts.length)]?.();
    }
  }

  #say<Data>(source: string, fact: Fact<Data>, version = 1): void {
    this.events.push(envelope(fact, { source, version, time: new Date(this.#now) }));
  }

  #pick<Item>(items: Item[]): Item | undefined {
    return items[this.#dice(Math.max(1, items.length))];
  }

  #tellShop(shop: Shop): void {
    const members = [{ userId: shop.sellerId, role: 'owner' as const }];
    this.#say(
      'auth',
      sellerUpdated.of({
        sellerId: shop.sellerId,
        state: 'active',
        name: shop.name,
        currency,
        members,
        payoutReady: true,
        changes: ['opened'],
      }),
    );
  }

  #tellWare(shop: Shop, ware: Ware, available: number): void {
    shop.version += 1;
    this.#say(
      'product',
      productUpdated.of({
        productId: ware.productId,
        sellerId: shop.sellerId,
        sellerName: shop.name,
        status: 'active',
        changes: ['stock'],
        handle: 'ware',
        title: `${ware.title} v${shop.version}`,
        description: '',
        tags: [],
        variants: [{ variantId: ware.variantId, title: 'Default', price: { amount: ware.price, currency }, available }],
      }),
      shop.version,
    );
  }

  #buy(): void {
    const orderId = newId(OrderId);
    const old = this.#dice(4) === 0; // as it was before shops had their own part in an order
    const taxOnTop = !old && this.#dice(2) === 0;
    const parts = this.shops
      .filter(() => this.#dice(3) > 0)
      .map(
        (shop): Part => ({
          shop,
          sellerOrderId: newId(SellerOrderId),
          lines: shop.wares.filter(() => this.#dice(2) > 0).map((ware) => this.#line(shop, ware, old, taxOnTop)),
          parcels: [],
          returns: [],
          disputes: [],
          unsettled: [],
        }),
      )
      .filter(({ lines }) => lines.length > 0);
    if (parts.length === 0) return;
    const lines = parts.flatMap((part) => part.lines.map(({ line }) => line));
    const sellerOrders = parts.map(({ shop, sellerOrderId, lines: own }) => {
      const shippingDiscounts = this.#discounts(300);
      const shipping = 590 - sumOf(shippingDiscounts);
      const goods = own.reduce((sum, { line }) => sum + line.total - sumOf(line.discounts ?? []), 0);
      const tax = own.reduce((sum, { line }) => sum + (line.tax ?? 0), 0);
      const total = goods + shipping + (taxOnTop ? tax : 0);
      return { sellerOrderId, sellerId: shop.sellerId, sellerName: shop.name, total, shipping, shippingDiscounts, tax };
    });
    const country = old ? undefined : this.#pick(countries);
    const order: Order = {
      orderId,
      buyerId: newId(UserId),
      paymentId: newId(PaymentId),
      lines,
      parts,
      canceled: false,
      version: 2,
      country,
    };
    const total = old
      ? lines.reduce((sum, line) => sum + line.total, 0)
      : sellerOrders.reduce((sum, one) => sum + one.total, 0);
    this.#orders.push(order);
    const paid = {
      ...this.#facts(order),
      total,
      cartId: newId(CartId),
      cartVersion: 1,
      ...(!old && { sellerOrders, taxIncluded: !taxOnTop, destination: { country: country ?? 'DE' } }),
    };
    this.#say('order', orderPaid.of({ ...paid, paymentId: order.paymentId }), order.version);
  }

  #line(shop: Shop, ware: Ware, old: boolean, taxed: boolean): Line {
    const quantity = 1 + this.#dice(3);
    const total = ware.price * quantity;
    const discounts = old ? [] : this.#discounts(Math.floor(total / 4));
    const ofShop = sumOf(discounts.filter(({ paidBy }) => paidBy === 'shop'));
    const line = {
      lineId: newId(LineId),
      variantId: ware.variantId,
      productId: ware.productId,
      sellerId: shop.sellerId,
      sellerName: shop.name,
      title: ware.title,
      variantTitle: 'Default',
      quantity,
      unitPrice: ware.price,
      total,
      commission: Math.floor((total - ofShop) / 10),
      commissionBasisPoints: 1_000,
      ...(!old && { discounts, tax: taxed ? Math.floor(total / 5) : 17 }),
    };
    return { line, back: 0, sent: 0, arrived: 0 };
  }

  #discounts(upTo: number) {
    const paidBys = (['shop', 'marketplace'] as const).filter(() => this.#dice(3) === 0);
    return paidBys.map((paidBy) => ({
      promotionId: newId(PromotionId),
      amount: this.#dice(Math.floor(upTo / 2) + 1),
      paidBy,
    }));
  }

  #facts({ orderId, buyerId, lines }: Order) {
    return { orderId, buyerId, lines, total: 0, currency };
  }

  #part(fits: (part: Part, order: Order) => boolean): { order: Order; part: Part } | undefined {
    const all = this.#orders.flatMap((order) => order.parts.map((part) => ({ order, part })));
    return this.#pick(all.filter(({ order, part }) => !order.canceled && fits(part, order)));
  }

  #about({ order, part }: { order: Order; part: Part }) {
    order.version += 1;
    const { sellerOrderId, shop } = part;
    const { orderId, buyerId } = order;
    return { orderId, sellerOrderId, sellerId: shop.sellerId, sellerName: shop.name, buyerId, currency };
  }

  #refund({ order, part }: { order: Order; part: Part }, amount: number) {
    const refundId = newId(RefundId);
    part.unsettled.push({ refundId, amount });
    const commission = Math.floor(amount / 10);
    return { refundId, paymentId: order.paymentId, amount, shop: amount - commission, commission, marketDiscount: 0 };
  }

  #cancel(): void {
    const order = this.#pick(this.#orders.filter(({ canceled }) => !canceled));
    if (!order) return;
    order.canceled = true;
    order.version += 1;
    const paymentId = order.paymentId;
    this.#say('order', orderCanceled.of({ ...this.#facts(order), reason: 'buyer', paymentId }), order.version);
  }

  #reduce(): void {
    const found = this.#part((part) => part.lines.some((one) => leftOf(one) > 0));
    const one = found && this.#pick(found.part.lines.filter((line) => leftOf(line) > 0));
    if (!found || !one) return;
    const quantity = 1 + this.#dice(leftOf(one));
    one.back += quantity;
    const refund = this.#refund(found, quantity * 100);
    const pieces = piecesOf([[one, quantity]]);
    this.#say('order', orderReduced.of({ ...this.#about(found), pieces, refund, by: 'seller' }), found.order.version);
  }

  #accept(): void {
    const found = this.#part(() => true);
    if (found) this.#say('order', orderAccepted.of(this.#about(found)), found.order.version);
  }

  #ship(): void {
    const found = this.#part((part) => part.lines.some((one) => leftOf(one) > 0));
    if (!found) return;
    const sent = found.part.lines
      .filter((one) => leftOf(one) > 0)
      .map((one): [Line, number] => [one, 1 + this.#dice(leftOf(one))]);
    const parcel = { parcelId: newId(ParcelId), pieces: piecesOf(sent), arrived: false };
    for (const [one, quantity] of sent) one.sent += quantity;
    found.part.parcels.push(parcel);
    const { parcelId, pieces } = parcel;
    const complete = found.part.lines.every((one) => leftOf(one) === 0);
    const data = { ...this.#about(found), parcelId, carrier: 'DHL', pieces, complete };
    this.#say('order', orderShipped.of(data), found.order.version);
  }

  #deliver(): void {
    const found = this.#part((part) => part.parcels.some(({ arrived }) => !arrived));
    const parcel = found?.part.parcels.find(({ arrived }) => !arrived);
    if (!found || !parcel) return;
    parcel.arrived = true;
    for (const { lineId, quantity } of parcel.pieces) {
      for (const one of found.part.lines) if (one.line.lineId === lineId) one.arrived += quantity;
    }
    const data = { ...this.#about(found), parcelIds: [parcel.parcelId], pieces: parcel.pieces, complete: false };
    this.#say('order', orderDelivered.of(data), found.order.version);
  }

  #askToReturn(): void {
    const found = this.#part((part) => part.lines.some((one) => one.arrived > 0));
    const one = found?.part.lines.find(({ arrived }) => arrived > 0);
    if (!found || !one) return;
    one.arrived -= 1;
    const returnId = newId(ReturnId);
    found.part.returns.push({ returnId, lines: [[one, 1]] });
    const data = { ...this.#about(found), returnId, pieces: piecesOf([[one, 1]]), reason: 'too small' };
    this.#say('order', returnRequested.of(data));
  }

  #decideReturn(): void {
    const found = this.#part((part) => part.returns.length > 0);
    const one = found?.part.returns.shift();
    if (!found || !one) return;
    const data = { ...this.#about(found), returnId: one.returnId, pieces: piecesOf(one.lines) };
    if (this.#dice(4) === 0) {
      this.#say('order', returnDeclined.of({ ...data, note: 'worn' }), 2);
      return;
    }
    this.#say('order', returnApproved.of(data), 2);
    this.#now += this.#dice(3_600_000);
    for (const [line, quantity] of one.lines) line.back += quantity;
    const refund = this.#refund(found, 101);
    this.#say('order', returnReceived.of({ ...data, refund, restock: this.#dice(2) === 0 }), 3);
  }

  #dispute(): void {
    const found = this.#part(() => true);
    if (!found) return;
    const known = found.part.disputes.pop();
    if (!known) {
      const disputeId = newId(DisputeId);
      found.part.disputes.push({ disputeId });
      this.#say('order', disputeOpened.of({ ...this.#about(found), disputeId, reason: 'lost' }));
      return;
    }
    const refunded = this.#dice(2) === 0;
    const data = { ...this.#about(found), disputeId: known.disputeId, note: 'so be it' };
    const refund = refunded ? this.#refund(found, 50) : undefined;
    this.#say('order', disputeResolved.of({ ...data, outcome: refunded ? 'refunded' : 'dismissed', refund }), 2);
  }

  #settleRefund(): void {
    const found = this.#part((part) => part.unsettled.length > 0);
    const one = found?.part.unsettled.shift();
    if (!found || !one) return;
    const { orderId, sellerId, buyerId } = this.#about(found);
    const { paymentId } = found.order;
    this.#say('payment', refundSettled.of({ ...one, paymentId, orderId, buyerId, sellerId, currency }));
  }

  #view(): void {
    const shop = this.#pick(this.shops);
    const ware = shop && this.#pick(shop.wares);
    if (!shop || !ware) return;
    for (let told = this.#dice(4); told >= 0; told -= 1) {
      const since = new Date(this.#now - 60_000).toISOString();
      const until = new Date(this.#now).toISOString();
      const { productId } = ware;
      const data = { productId, sellerId: shop.sellerId, views: 1 + this.#dice(40), since, until };
      this.#say('product', productViewed.of(data));
      this.#now += this.#dice(90_000);
    }
  }

  #restock(): void {
    const shop = this.#pick(this.shops);
    const ware = shop && this.#pick(shop.wares);
    if (!shop || !ware) return;
    if (this.#dice(2) === 0) {
      this.#tellWare(shop, ware, 20 + this.#dice(80));
      return;
    }
    const { variantId, productId, title } = ware;
    const data = { variantId, productId, sellerId: shop.sellerId, title, available: this.#dice(5), threshold: 5 };
    this.#say('product', stockLow.of(data), 3);
  }

  #moveMoney(): void {
    const shop = this.#pick(this.shops);
    if (!shop) return;
    shop.balance += 1;
    const data = { sellerId: shop.sellerId, currency, pending: this.#dice(90_000), available: this.#dice(9_000) - 900 };
    this.#say('payment', balanceUpdated.of({ ...data, cause: 'sale', subject: 'ord_x' }), shop.balance);
  }

  #payOut(): void {
    const shop = this.#pick(this.shops);
    if (!shop) return;
    const amount = 1 + this.#dice(50_000);
    const data = { payoutId: newId(PayoutId), batchId: newId(BatchId), sellerId: shop.sellerId, amount, currency };
    this.#say('payment', payoutSettled.of({ ...data, reference: `REF ${amount}` }));
    this.#now += this.#dice(60_000);
    if (this.#dice(3) === 0) this.#say('payment', payoutReturned.of({ ...data, reason: 'account closed' }), 2);
  }
}

function sumOf(discounts: { amount: number }[]): number {
  return discounts.reduce((sum, { amount }) => sum + amount, 0);
}

function leftOf({ line, back, sent, arrived }: Line): number {
  // What is back was either never sent or has arrived before; the simulation needs no more than a lower bound.
  return arrived > 0 ? 0 : Math.max(0, line.quantity - back - sent);
}

function piecesOf(lines: [Line, number][]) {
  return lines.map(([{ line }, quantity]) => ({
    lineId: line.lineId,
    variantId: line.variantId,
    productId: line.productId,
    title: line.title,
    quantity,
  }));
}

/**
 * Dice that always fall the same way for the same seed.
 *
 * @param seed a whole number
 * @returns the dice (mulberry32)
 */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
}
