import { newId, OrderId, RefundId, UserId } from '@credenza/contracts';
import { type Decision, Reject, type Stored } from '@credenza/service-kit';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextPart, orderPart, recordPart, refusePart } from '../src/part-refund.ts';
import {
  cancelPayment,
  nextQuestion,
  openPayment,
  orderRefund,
  type Payment,
  paymentIdOf,
  type Question,
  recordCharge,
  recordRefund,
  refundIdOf,
  restOf,
  tombstone,
} from '../src/payment.ts';
import type { ChargeResult } from '../src/provider.ts';

/** What may happen next, in any order: messages, questions that wait on the line, answers that arrive late or never. */
const Happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('created', 'orderCanceled', 'adminRefund') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('hourPasses', 'bankDecides', 'bankChangesItsMind') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('ask', 'askAndHear') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('partOrdered'), which: fc.nat(4) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('reachesProvider', 'answerArrives', 'answerGetsLost', 'webhook'),
      which: fc.nat(5),
    }),
  },
);
type Happening = { kind: string; which?: number };
/** A question with what it asks for. */
type Asked = { question: Question; refundId?: RefundId; amount?: number };
type Said = ChargeResult | { status: 'refunded'; refundId: RefundId } | { status: 'refused'; refundId: RefundId };
/** What the parts of the order cost; together they are more than was charged. */
const partAmounts = [1_000, 1_200, 2_000, 0, 4_200];
const Verdict = fc.constantFrom<'approved' | 'declined' | 'pending'>('approved', 'declined', 'pending');

/** A world in small: our payment, and a provider with one book entry per key that nothing but a question reaches. */
class World {
  readonly order = {
    orderId: newId(OrderId),
    buyerId: newId(UserId),
    sellerId: newId(UserId),
    total: 4_200,
    currency: 'EUR',
    paymentToken: 'tok',
    expiresAt: '2026-11-23T12:30:00Z',
  };
  now = new Date('2026-11-23T12:00:00Z');
  payment: Stored<Payment> | undefined;
  orderCanceled = false;
  told: string[] = [];
  book: 'nothing' | 'approved' | 'declined' | 'pending' | 'canceled' = 'nothing';
  /** It said that there would be no charge, and then made one: only its webhook can tell. */
  changedItsMind = false;
  timesCharged = 0;
  /** What the provider has given back, by its own idempotency key. */
  readonly givenBack = new Map<RefundId, number>();
  readonly partIds = partAmounts.map(() => newId(RefundId));
  /** Questions that have left us and not reached the provider. */
  asked: Asked[] = [];
  /** What the provider has said and we have not heard. */
  said: Said[] = [];
  readonly verdict: 'approved' | 'declined' | 'pending';
  readonly final: 'approved' | 'declined';
  /** The part that the provider refuses to give back. */
  readonly refuses: number;

  constructor(verdict: 'approved' | 'declined' | 'pending', final: 'approved' | 'declined', refuses: number) {
    this.verdict = verdict;
    this.final = final;
    this.refuses = refuses;
  }

  get kept(): number {
    return this.timesCharged * this.order.total - [...this.givenBack.values()].reduce((sum, one) => sum + one, 0);
  }

  happen({ kind, which = 0 }: Happening): void {
    if (kind === 'created') this.#open(openPayment(this.order, 'sandbox', this.now));
    if (kind === 'orderCanceled') this.#cancelOrder();
    if (kind === 'hourPasses') this.now = new Date(this.now.getTime() + 3_600_000);
    if (kind === 'bankDecides' && this.book === 'pending') this.#enter(this.final);
    if (kind === 'adminRefund' && this.payment?.state === 'succeeded') this.#apply((one) => orderRefund(one, this.now));
    if (kind === 'partOrdered') this.#orderPart(which);
    if (kind === 'ask') this.#ask();
    if (kind === 'bankChangesItsMind' && (this.book === 'declined' || this.book === 'canceled')) {
      this.changedItsMind = true;
      this.#enter('approved');
    }
    if (kind === 'askAndHear') this.#exchange();
    if (kind === 'reachesProvider') this.#reach(take(this.asked, which));
    if (kind === 'answerArrives') this.#hear(take(this.said, which));
    if (kind === 'answerGetsLost') take(this.said, which);
    if (kind === 'webhook') this.#hear(this.#entry());
  }

  /** Lets everything that is under way arrive and asks until the payment is at rest. */
  settle(): void {
    for (let round = 0; round < 12; round += 1) {
      this.happen({ kind: 'bankDecides' });
      this.#exchange();
      if (this.changedItsMind) this.happen({ kind: 'webhook' });
    }
  }

  #orderPart(which: number): void {
    const [refundId, amount] = [this.partIds[which], partAmounts[which]];
    if (refundId === undefined || amount === undefined) return;
    const refund = { refundId, amount, shop: amount, commission: 0, marketDiscount: 0 };
    try {
      this.#apply((one) => orderPart(one, this.order.sellerId, refund, this.now));
    } catch (error) {
      expect(error).toBeInstanceOf(Reject); // more than is left
    }
  }

  #ask(): void {
    const question = this.payment && nextQuestion(this.payment, this.now);
    if (!this.payment || !question) return;
    const part = nextPart(this.payment);
    if (question === 'refundPart') this.asked.push({ question, refundId: part?.refundId, amount: part?.amount });
    else if (question === 'refund')
      this.asked.push({ question, refundId: refundIdOf(this.payment._id), amount: restOf(this.payment) });
    else this.asked.push({ question });
  }

  #exchange(): void {
    this.happen({ kind: 'ask' });
    while (this.asked.length > 0) this.happen({ kind: 'reachesProvider' });
    while (this.said.length > 0) this.happen({ kind: 'answerArrives' });
  }

  #open(payment: Payment): void {
    this.payment ??= { ...payment, _id: paymentIdOf(this.order.orderId), version: 1 };
  }

  #cancelOrder(): void {
    this.orderCanceled = true;
    this.#open(tombstone(this.order, 'sandbox', this.now));
    this.#apply((one) => cancelPayment(one, this.now));
  }

  #apply(rule: (payment: Stored<Payment>) => Decision<Payment> | undefined): void {
    const decision = this.payment && rule(this.payment);
    if (!this.payment || !decision) return;
    this.payment = { ...this.payment, ...decision.state, version: this.payment.version + 1 };
    this.told.push(...decision.facts.map((fact) => (fact.type === 'refund.settled' ? fact.subject : fact.type)));
  }

  #enter(status: typeof this.book): void {
    this.book = status;
    if (status === 'approved') this.timesCharged += 1;
  }

  #reach(asked: Asked | undefined): void {
    if (!asked) return;
    const { question, refundId, amount = 0 } = asked;
    if (question === 'charge' && this.book === 'nothing') this.#enter(this.verdict);
    if (question === 'cancel' && (this.book === 'nothing' || this.book === 'pending')) this.#enter('canceled');
    if (refundId !== undefined) {
      this.#giveBack(refundId, amount);
      return;
    }
    const entry = this.#entry();
    if (entry) this.said.push(entry);
  }

  #giveBack(refundId: RefundId, amount: number): void {
    expect(this.book).toBe('approved');
    if (this.partIds[this.refuses] === refundId) {
      this.said.push({ status: 'refused', refundId });
      return;
    }
    expect(this.givenBack.get(refundId) ?? amount).toBe(amount); // the key is not used for another refund
    this.givenBack.set(refundId, amount);
    expect(this.kept).toBeGreaterThanOrEqual(0);
    this.said.push({ status: 'refunded', refundId });
  }

  #entry(): ChargeResult | undefined {
    if (this.book === 'approved') return { status: 'approved', reference: 'ch', fee: 1 };
    if (this.book === 'declined') return { status: 'declined', reference: 'ch', reason: 'no' };
    if (this.book === 'pending') return { status: 'pending', reference: 'ch' };
    return this.book === 'canceled' ? { status: 'canceled' } : undefined;
  }

  #hear(answer: Said | undefined): void {
    if (answer === undefined) return;
    this.#apply((one) => {
      if (answer.status === 'refused') return refusePart(one, answer.refundId, 'no', this.now);
      if (answer.status !== 'refunded') return recordCharge(one, answer, this.now);
      const whole = answer.refundId === refundIdOf(one._id);
      return whole ? recordRefund(one, 're', this.now) : recordPart(one, answer.refundId, 're', this.now);
    });
  }
}

function take<Item>(items: Item[], which: number): Item | undefined {
  return items.splice(which % Math.max(1, items.length), 1)[0];
}

test('no sequence charges twice, gives back more than was charged, or leaves money with an order that is not alive', () => {
  fc.assert(
    fc.property(
      fc.array(Happening, { maxLength: 30, size: 'max' }),
      Verdict,
      fc.constantFrom<'approved' | 'declined'>('approved', 'declined'),
      fc.nat(9),
      (happenings, verdict, final, refuses) => {
        const world = new World(verdict, final, refuses);
        for (const happening of happenings) world.happen(happening);
        world.settle();

        const count = (type: string) => world.told.filter((one) => one === type).length;
        expect(world.timesCharged).toBeLessThanOrEqual(1);
        expect(world.kept).toBeGreaterThanOrEqual(0);
        for (const type of ['payment.succeeded', 'payment.failed', 'payment.refunded', ...world.partIds])
          expect(count(type)).toBeLessThanOrEqual(1);
        expect(count('payment.succeeded') + count('payment.failed')).toBeLessThanOrEqual(1);
        if (!world.payment) return expect(world.timesCharged).toBe(0);
        const { state, refunds = [] } = world.payment;
        expect(nextQuestion(world.payment, world.now)).toBeUndefined();
        expect(count('payment.refunded')).toBe(state === 'refunded' ? 1 : 0);
        if (world.orderCanceled || count('payment.failed') > 0 || state !== 'succeeded') expect(world.kept).toBe(0);
        else expect(world.kept).toBe(restOf(world.payment));
        // Whoever was promised a part back hears of it once it is back, alone or with the whole.
        for (const { refundId, status } of refunds) {
          const back = status === 'settled' || (status === 'covered' && state === 'refunded');
          expect({ refundId, told: count(refundId) }).toEqual({ refundId, told: back ? 1 : 0 });
        }
      },
    ),
    { numRuns: 3_000 },
  );
});
