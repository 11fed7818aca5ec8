import { Unavailable } from '@credenza/service-kit';
import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import type { Bank, Transfer, TransferResult } from './bank.ts';
import { type Charge, type ChargeResult, type Provider, ProviderRefusal, type Refund } from './provider.ts';

/** How patient we are with a provider; all in ms but the count. */
export interface Patience {
  timeoutMs: number;
  /** Failures in a row that open the circuit. */
  failures: number;
  /** How long an open circuit spares the provider before one call may try. */
  restMs: number;
}

/** A provider that answers in time or not at all. */
export interface GuardedProvider extends Pick<Provider, 'name' | 'takes' | 'proves' | 'verifyWebhook' | 'statement'> {
  charge(charge: Charge): Promise<ChargeResult>;
  find(key: string): Promise<ChargeResult | undefined>;
  cancel(key: string): Promise<ChargeResult>;
  refund(refund: Refund): Promise<string>;
  /** 0: closed, all is well; 1: open, nobody is asked; 0.5: one call tries. */
  circuit(): number;
}

/** A bank that answers in time or not at all. */
export interface GuardedBank extends Pick<Bank, 'name'> {
  send(transfer: Transfer): Promise<TransferResult>;
  find(payoutId: string): Promise<TransferResult | undefined>;
}

/**
 * Puts a time limit and a circuit breaker around a provider. What nobody knows the outcome of (no answer, a broken
 * line, an open circuit) becomes `Unavailable`, which means: ask again later under the same key.
 *
 * @param provider the provider
 * @param patience its limits
 * @returns the same provider, whose calls throw Unavailable or ProviderRefusal and nothing else
 */
export function guarded(provider: Provider, patience: Patience): GuardedProvider {
  const { ask, circuit } = line(`The payment provider ${provider.name}`, patience);
  return {
    ...provider,
    charge: (charge) => ask((signal) => provider.charge(charge, signal)),
    find: (key) => ask((signal) => provider.find(key, signal)),
    cancel: (key) => ask((signal) => provider.cancel(key, signal)),
    refund: (refund) => ask((signal) => provider.refund(refund, signal)),
    circuit,
  };
}

/**
 * Does the same for a bank.
 *
 * @param bank the bank
 * @param patience its limits
 * @returns the same bank, whose calls throw Unavailable or ProviderRefusal and nothing else
 */
export function guardedBank(bank: Bank, patience: Patience): GuardedBank {
  const { ask } = line(`The bank ${bank.name}`, patience);
  return {
    name: bank.name,
    send: (transfer) => ask((signal) => bank.send(transfer, signal)),
    find: (payoutId) => ask((signal) => bank.find(payoutId, signal)),
  };
}

/** One breaker for everything that goes over the same line. */
function line(who: string, patience: Patience) {
  const breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof ProviderRefusal)),
    { halfOpenAfter: patience.restMs, breaker: new ConsecutiveBreaker(patience.failures) },
  );
  const policy = wrap(breaker, timeout(patience.timeoutMs, TimeoutStrategy.Aggressive));
  return {
    async ask<Result>(call: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
      try {
        return await policy.execute(({ signal }) => call(signal));
      } catch (error) {
        if (error instanceof ProviderRefusal) throw error;
        const unavailable = new Unavailable(`${who} does not answer.`);
        unavailable.cause = error;
        throw unavailable;
      }
    },
    circuit: () => (breaker.state === CircuitState.Closed ? 0 : breaker.state === CircuitState.HalfOpen ? 0.5 : 1),
  };
}
