import { sellerInvited } from '@credenza/contracts';
import type { Aggregates, Deps } from '@credenza/service-kit';
import type { Invitation } from './invitation.ts';
import type { Shop, ShopState } from './shop.ts';

/**
 * Opens what tells that an address was asked into a shop.
 *
 * @param shops the shops
 * @param relay the journal, where the mails' contents are
 * @returns the queries
 */
export function openInvitationTraces(shops: Aggregates<ShopState>, relay: Pick<Deps<unknown>['relay'], 'journal'>) {
  const inviting = (email: string) =>
    shops.model.find({ 'invitations.email': email }).select('name invitations').lean<Shop[]>();
  return {
    /**
     * @param email an address
     * @returns the invitations to it that nobody has accepted, each with the shop's name
     */
    async of(email: string): Promise<(Invitation & { shop: string })[]> {
      const found = await inviting(email);
      return found.flatMap(({ name: shop, invitations }) =>
        invitations.filter((one) => one.email === email).map((one) => ({ ...one, shop })),
      );
    },

    /**
     * @param email an address that nobody is asked by any more
     * @returns how many shops and events named it
     * @throws Error when a mail to it is not published yet: it would come into the journal afterwards
     */
    async forget(email: string): Promise<number> {
      const mail = { type: sellerInvited.type, 'data.email': email };
      const waiting = { outboxLease: { $exists: true }, outbox: { $elemMatch: mail } };
      if (await shops.model.exists(waiting)) throw new Error('an invitation to this address is not published yet');
      const found = await inviting(email);
      for (const { _id } of found)
        await shops.change(_id, ({ invitations }) => {
          const others = invitations.filter((one) => one.email !== email);
          return others.length === invitations.length ? undefined : { state: { invitations: others }, facts: [] };
        });
      const mailed = { type: sellerInvited.type, 'envelope.data.email': email };
      return found.length + (await relay.journal.deleteMany(mailed)).deletedCount;
    },
  };
}

export type InvitationTraces = ReturnType<typeof openInvitationTraces>;
