import type Stripe from 'stripe';
import type { Bank, Transfer, TransferResult } from './bank.ts';
import { ProviderRefusal } from './provider.ts';
import { toProvider } from './provider-amount.ts';
import type { StripeAccounts } from './stripe-account.store.ts';
import { speaking } from './stripe-client.ts';

/**
 * Makes Stripe Connect a bank: a payout is a transfer from the marketplace's balance to the shop's connected account, which Stripe
 * pays out to the shop's own bank by the schedule of that account.
 *
 * @param parts the client, and which account is whose
 * @returns the bank
 */
export function makeStripeBank(parts: { client: Stripe; accounts: Pick<StripeAccounts, 'of'> }): Bank {
  const { client, accounts } = parts;
  return {
    name: 'stripe',

    async send(transfer) {
      const found = await transferOf(client, transfer.payoutId);
      return resultOf(found ?? (await createTransfer(client, transfer, await accounts.of(transfer.sellerId))));
    },

    async find(payoutId) {
      const found = await transferOf(client, payoutId);
      return found && resultOf(found);
    },
  };
}

/** Stripe forgets idempotency keys after a day, but never a transfer's group. */
async function transferOf(client: Stripe, payoutId: string): Promise<Stripe.Transfer | undefined> {
  return (await speaking(() => client.transfers.list({ transfer_group: payoutId, limit: 1 }))).data[0];
}

/**
 * Transfers a payout. Its id is the idempotency key, which keeps two requests at once apart.
 *
 * @param client Stripe's client
 * @param transfer the payout
 * @param destination the shop's connected account; undefined when it has none
 * @returns the transfer
 * @throws ProviderRefusal when there is no account or Stripe will not transfer
 */
export async function createTransfer(
  client: Stripe,
  transfer: Transfer,
  destination: string | undefined,
): Promise<Stripe.Transfer> {
  const { payoutId, sellerId, currency } = transfer;
  if (destination === undefined) throw new ProviderRefusal('The shop has no account at Stripe.');
  const amount = toProvider(transfer.amount, currency);
  if (amount === undefined) throw new ProviderRefusal(`Stripe cannot transfer ${transfer.amount} ${currency}.`);
  const about = { destination, transfer_group: payoutId, metadata: { payoutId, sellerId } };
  return await speaking(() =>
    client.transfers.create({ amount, currency: currency.toLowerCase(), ...about }, { idempotencyKey: payoutId }),
  );
}

function resultOf({ id: reference, reversed }: Stripe.Transfer): TransferResult {
  return reversed ? { status: 'returned', reason: 'reversed' } : { status: 'settled', reference };
}
