import type { Audit, Deps, Log, RateLimits } from '@credenza/service-kit';
import { Gauge } from 'prom-client';
import { Balances } from './balance.store.ts';
import { Batches } from './batch.store.ts';
import type { ApprovalPolicy } from './batch.ts';
import type { Config } from './config.ts';
import { Drift } from './drift.store.ts';
import { type GuardedBank, type GuardedProvider, guarded, guardedBank } from './guard.ts';
import { Ledger } from './ledger.store.ts';
import { checkLedger, type LedgerReport } from './ledger-check.store.ts';
import { Payments } from './payment.store.ts';
import { Payouts } from './payout.store.ts';
import { ProviderCharges } from './provider-charge.store.ts';
import { chooser, openRazorpay, openStripe } from './providers.ts';
import { SandboxCharges } from './sandbox.store.ts';
import { makeSandbox } from './sandbox.ts';
import { SandboxTransfers } from './sandbox-bank.store.ts';
import { makeSandboxBank } from './sandbox-bank.ts';
import type { WebhookSender } from './sandbox-webhooks.ts';
import { Sellers } from './seller.store.ts';
import { StripeAccounts } from './stripe-account.store.ts';
import { Webhooks } from './webhook.store.ts';

/** What the handlers may use. */
export interface Context {
  payments: Payments;
  ledger: Ledger;
  balances: Balances;
  /** Looks whether the ledger is as it must be. */
  checkLedger(): Promise<LedgerReport>;
  drift: Drift;
  /** How long after the delivery a shop's share is held, in ms. */
  holdMs: number;
  sellers: Sellers;
  payouts: Payouts;
  batches: Batches;
  /** Pays the shops out. */
  bank: GuardedBank;
  /** The least that is paid out, in minor units. */
  payoutMinimum: number;
  payoutApproval: ApprovalPolicy;
  sandboxBank: SandboxTransfers;
  stripeAccounts: StripeAccounts;
  webhooks: Webhooks;
  /** Every provider that has payments here, by name. */
  providers: ReadonlyMap<string, GuardedProvider>;
  /**
   * @param token what a buyer pays with; undefined when there is nothing to charge
   * @returns the provider of a new payment
   */
  providerFor(token: string | undefined): GuardedProvider;
  sandbox: WebhookSender;
  audit: Audit;
  limits: RateLimits;
  log: Log;
  now(): Date;
}

/**
 * Opens the stores, the ledger and the providers.
 *
 * @param deps what the kit gives the service
 * @returns the context
 */
export async function makeContext(deps: Deps<Config>): Promise<Context> {
  const { db, log, now, audit, config } = deps;
  const secret = config.PAYMENT_WEBHOOK_SECRET;
  const charges = new SandboxCharges(db);
  const patience = {
    timeoutMs: config.PAYMENT_TIMEOUT_MS,
    failures: config.PAYMENT_BREAKER_FAILURES,
    restMs: config.PAYMENT_BREAKER_REST_MS,
  };
  const transfers = new SandboxTransfers(db);
  const sandbox = makeSandbox({ charges, transfers, secret, now });
  const providerCharges = new ProviderCharges(db);
  const accounts = new StripeAccounts(db);
  const stripe = openStripe(deps, { charges: providerCharges, accounts });
  const real = [stripe?.provider, openRazorpay(deps, providerCharges)].filter((one) => one !== undefined);
  const providers = new Map([sandbox, ...real].map((one) => [one.name, guarded(one, patience)]));
  new Gauge({
    name: 'payment_provider_circuit',
    help: '0: closed, the provider is asked; 1: open, it is spared; 0.5: one call tries',
    labelNames: ['provider'],
    registers: [deps.metrics],
    collect() {
      for (const one of providers.values()) this.set({ provider: one.name }, one.circuit());
    },
  });
  const drift = new Drift(db);
  new Gauge({
    name: 'ledger_drift',
    help: 'Things in the ledger that are not as they must be, by the last check (npm run ledger:check says which)',
    registers: [deps.metrics],
    async collect() {
      await drift.latest().then(
        (findings) => this.set(findings),
        (error: unknown) => log.warn({ err: error }, 'the last check of the ledger cannot be read'),
      );
    },
  });
  const url = () => {
    throw new Error('the service does not listen yet');
  };
  const balances = new Balances(deps);
  return {
    payments: new Payments(deps),
    ledger: await Ledger.open(deps, balances),
    balances,
    checkLedger: () => checkLedger(db, now()),
    drift,
    holdMs: config.FUNDS_HOLD_DAYS * 24 * 3_600_000,
    sellers: new Sellers(db),
    payouts: new Payouts(deps),
    batches: new Batches(deps),
    bank: guardedBank(
      config.PAYOUT_BANK === 'stripe' && stripe ? stripe.bank : makeSandboxBank({ transfers, now }),
      patience,
    ),
    stripeAccounts: accounts,
    payoutMinimum: config.PAYOUT_MINIMUM,
    payoutApproval: config.PAYOUT_APPROVAL,
    sandboxBank: transfers,
    webhooks: new Webhooks(db),
    providers,
    providerFor: chooser(config.PAYMENT_PROVIDERS, providers),
    sandbox: { charges, secret, log, now, url },
    audit,
    limits: deps.limits,
    log,
    now,
  };
}
