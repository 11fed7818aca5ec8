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
export function resultOf(transfer: SandboxTransfer, now: Date): TransferResult {
  const { reference } = transfer;
  const status = changesOf(transfer).findLast(({ at }) => at <= now)?.status ?? 'sent';
  return status === 'returned' ? { status, reason: 'account_closed' } : { status, reference };
}

/**
 * @param transfer a transfer in the bank's books
 * @returns everything that happens to it and when, the first first; what lies in the future will happen
 */
export function changesOf({ does, createdAt }: SandboxTransfer): { status: TransferResult['status']; at: Date }[] {
  const after = (ms: number) => new Date(createdAt.getTime() + ms);
  const ends = { status: does === 'returns' ? ('returned' as const) : ('settled' as const), at: after(bankSettlesMs) };
  const late = { status: 'returned' as const, at: after(bankReturnsLateMs) };
  return [{ status: 'sent', at: createdAt }, ends, ...(does === 'returns-late' ? [late] : [])];
}
