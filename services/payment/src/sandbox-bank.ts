import type { Bank, TransferResult } from './bank.ts';
import { ProviderRefusal } from './provider.ts';
import type { SandboxTransfer, SandboxTransfers } from './sandbox-bank.store.ts';

/** How long the sandbox's bank needs, in ms: to settle or return a transfer, and to send a settled one back after all. */
export const bankSettlesMs = 1_000;
export const bankReturnsLateMs = 60_000;

/**
 * Makes the sandbox's bank. What it does with a shop's transfers can be arranged (see the README), so that everything that banks do
 * can be tried out.
 *
 * @param parts its books, and the clock
 * @returns the bank
 */
export function makeSandboxBank(parts: { transfers: SandboxTransfers; now(): Date }): Bank {
  const { transfers, now } = parts;
  return {
    name: 'sandbox',

    async send({ payoutId, sellerId, amount, currency }) {
      const does = await transfers.behaviourOf(sellerId);
      const known = await transfers.find(payoutId);
      if (!known && does === 'refuses') throw new ProviderRefusal('The bank does not know the account.');
      const fresh = { _id: payoutId, sellerId, amount, currency, does, createdAt: now() };
      const transfer = await transfers.enter({ ...fresh, reference: `sbb_${payoutId}`, calls: 1 });
      if (transfer.amount !== amount || transfer.currency !== currency)
        throw new ProviderRefusal(`The key ${payoutId} belongs to another transfer.`);
      if (transfer.does === 'loses-answers' && transfer.calls < 3) throw new Error('the answer of the bank got lost');
      return resultOf(transfer, now());
    },

    async find(payoutId) {
      const transfer = await transfers.find(payoutId);
      return transfer && resultOf(transfer, now());
    },
  };
}

/**
 * What the sandbox's bank says about a transfer.
 *
 * @param transfer the transfer in its books
 * @param now the time
 * @returns the bank's answer
 */
export function resultOf({ reference, does, createdAt }: SandboxTransfer, now: Date): TransferResult {
  const age = now.getTime() - createdAt.getTime();
  if (age < bankSettlesMs) return { status: 'sent', reference };
  const returned = does === 'returns' || (does === 'returns-late' && age >= bankReturnsLateMs);
  return returned ? { status: 'returned', reason: 'account_closed' } : { status: 'settled', reference };
}
