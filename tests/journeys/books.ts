import { eventually } from '@credenza/service-kit/testing';
import { expect } from '@jest/globals';
import { checkLedger } from '../../services/payment/src/ledger-check.store.ts';
import type { Person, World } from './world.ts';

/** A shop's money, in minor units. */
export interface Funds {
  pending: number;
  available: number;
}

const started = new Date(Date.now() - 60_000);

/**
 * Looks at the money of a running marketplace from outside.
 *
 * @param world the marketplace
 * @param admin who may see the books
 * @returns what to look at
 */
export function openBooks(world: World, admin: Person) {
  const funds = async (shop: Person): Promise<Funds> => {
    const { balances } = (await shop.get('/api/payments/balance')).body;
    const { pending, available } = balances.find(({ currency }: { currency: string }) => currency === 'EUR');
    return { pending, available };
  };

  /** Waits until every shop has what it must have, and says what it has when it does not. */
  async function shopsHave(expected: [shop: Person, funds: Funds][], withinMs = 60_000): Promise<void> {
    const now = () => Promise.all(expected.map(([shop]) => funds(shop)));
    const wanted = JSON.stringify(expected.map(([, one]) => one));
    await eventually(async () => JSON.stringify(await now()) === wanted, withinMs).catch(() => undefined);
    expect(await now()).toEqual(expected.map(([, one]) => one));
  }

  /** What an account shared by all has come to, debits positive. */
  async function account(name: string): Promise<number> {
    const { totals } = (await admin.get('/api/payments/admin/ledger/totals')).body;
    return totals.find((one: { account: string }) => one.account === name)?.amount ?? 0;
  }

  /** The ledger sums to zero and says what payments and payouts say; the provider's statement says the same. */
  async function areRight(): Promise<void> {
    const database = await world.db('payment');
    await eventually(async () => (await checkLedger(database, new Date())).findings.length === 0).catch(
      () => undefined,
    );
    expect((await checkLedger(database, new Date())).findings).toEqual([]);
    const { totals } = (await admin.get('/api/payments/admin/ledger/totals')).body;
    expect(totals.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0)).toBe(0);
    expect(await differences()).toEqual([]);
  }

  async function differences(): Promise<unknown[]> {
    const until = new Date(Date.now() + 60_000);
    const period = `since=${started.toISOString()}&until=${until.toISOString()}`;
    const statement = await admin.get(`/api/payments/admin/sandbox/statement?${period}`);
    const answer = await fetch(`${world.url}/api/payments/admin/reconciliations?${period}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'text/csv' },
      body: statement.body,
    });
    const report: any = await answer.json();
    expect(report.rows).toBeGreaterThan(0);
    return report.differences;
  }

  return { funds, shopsHave, account, areRight };
}
export type Books = ReturnType<typeof openBooks>;
