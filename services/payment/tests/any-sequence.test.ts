import { newId, OrderId, UserId } from '@credenza/contracts';
import type { Decision, Stored } from '@credenza/service-kit';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
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
  tombstone,
} from '../src/payment.ts';
import type { ChargeResult } from '../src/provider.ts';

/** What may happen next, in any order: messages, questions that wait on the line, answers that arrive late or never. */
const Happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('created', 'orderCanceled', 'adminRefund') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('hourPasses', 'bankDecides', 'bankChangesItsMind') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('ask', 'askAndHear') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('reachesProvider', 'answerArrives', 'answerGetsLost', 'webhook'),
      which: fc.nat(5),
    }),
  },
);
type Happening = { kind: string; which?: number };
const Verdict = fc.constantFrom<'approved' | 'declined' | 'pending'>('approved', 'declined', 'pending');

/** A world in small: our payment, and a provider with one book entry per key that nothing but a question reaches. */
class World {
  readonly order = {
    orderId: newId(OrderId),
    buyerId: newId(UserId),
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
  timesRefunded = 0;
  /** Questions that have left us and not reached the provider. */
  asked: Question[] = [];
  /** What the provider has said and we have not heard. */
  said: (ChargeResult | 'refunded')[] = [];
  readonly verdict: 'approved' | 'declined' | 'pending';
  readonly final: 'approved' | 'declined';

  constructor(verdict: 'approved' | 'declined' | 'pending', final: 'approved' | 'declined') {
    this.verdict = verdict;
    this.final = final;
  }

  happen({ kind, which = 0 }: Happening): void {
    if (kind === 'created') this.#open(openPayment(this.order, 'sandbox', this.now));
    if (kind === 'orderCanceled') this.#cancelOrder();
    if (kind === 'hourPasses') this.now = new Date(this.now.getTime() + 3_600_000);
    if (kind === 'bankDecides' && this.book === 'pending') this.#enter(this.final);
    if (kind === 'adminRefund' && this.payment?.state === 'succeeded') this.#apply((one) => orderRefund(one, this.now));
    if (kind === 'ask' && this.payment)
      this.asked.push(...[nextQuestion(this.payment, this.now)].filter((one) => one !== undefined));
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
    for (let round = 0; round < 10; round += 1) {
      this.happen({ kind: 'bankDecides' });
      this.#exchange();
      if (this.changedItsMind) this.happen({ kind: 'webhook' });
    }
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
    this.told.push(...decision.facts.map((fact) => fact.type));
  }

  #enter(status: typeof this.book): void {
    this.book = status;
    if (status === 'approved') this.timesCharged += 1;
  }

  #reach(question: Question | undefined): void {
    if (question === 'charge' && this.book === 'nothing') this.#enter(this.verdict);
    if (question === 'cancel' && (this.book === 'nothing' || this.book === 'pending')) this.#enter('canceled');
    if (question === 'refund') {
      expect(this.book).toBe('approved');
      this.timesRefunded = 1; // the provider's own idempotency key
      this.said.push('refunded');
      return;
    }
    const entry = question && this.#entry();
    if (entry) this.said.push(entry);
  }

  #entry(): ChargeResult | undefined {
    if (this.book === 'approved') return { status: 'approved', reference: 'ch', fee: 1 };
    if (this.book === 'declined') return { status: 'declined', reference: 'ch', reason: 'no' };
    if (this.book === 'pending') return { status: 'pending', reference: 'ch' };
    return this.book === 'canceled' ? { status: 'canceled' } : undefined;
  }

  #hear(answer: ChargeResult | 'refunded' | undefined): void {
    if (answer === undefined) return;
    this.#apply((one) =>
      answer === 'refunded' ? recordRefund(one, 're', this.now) : recordCharge(one, answer, this.now),
    );
  }
}

function take<Item>(items: Item[], which: number): Item | undefined {
  return items.splice(which % Math.max(1, items.length), 1)[0];
}

test('no sequence charges twice, refunds what was not charged, or leaves money with an order that is not alive', () => {
  fc.assert(
    fc.property(
      fc.array(Happening, { maxLength: 30, size: 'max' }),
      Verdict,
      fc.constantFrom<'approved' | 'declined'>('approved', 'declined'),
      (happenings, verdict, final) => {
        const world = new World(verdict, final);
        for (const happening of happenings) world.happen(happening);
        world.settle();

        const count = (type: string) => world.told.filter((one) => one === type).length;
        const kept = world.timesCharged - world.timesRefunded;
        expect(world.timesCharged).toBeLessThanOrEqual(1);
        expect(world.timesRefunded).toBeLessThanOrEqual(world.timesCharged);
        for (const type of ['payment.succeeded', 'payment.failed', 'payment.refunded'])
          expect(count(type)).toBeLessThanOrEqual(1);
        expect(count('payment.succeeded') + count('payment.failed')).toBeLessThanOrEqual(1);
        expect(count('payment.refunded')).toBe(world.timesRefunded);
        if (!world.payment) return expect(world.timesCharged).toBe(0);
        expect(nextQuestion(world.payment, world.now)).toBeUndefined();
        if (world.orderCanceled || count('payment.failed') > 0) expect(kept).toBe(0);
        expect(kept).toBe(world.payment.state === 'succeeded' ? 1 : 0);
      },
    ),
    { numRuns: 2_000 },
  );
});
