import type { sellerInvited } from '@credenza/contracts';
import type { EventFor, Message } from '../message.ts';

const as = {
  en: { owner: 'as an owner', staff: 'as a member of its staff' },
  de: { owner: 'als Inhaberin oder Inhaber', staff: 'im Team' },
};

/**
 * @param event what auth says of an invitation
 * @returns the mail with the link that makes its receiver a member; each sending is one of its own
 */
export function invitation({ id, data }: EventFor<typeof sellerInvited>): Omit<Message, 'to'> {
  const { invitedBy, shopName, role, token, expiresAt } = data;
  return {
    kind: 'invitation',
    about: id,
    link: `/join?invitation=${token}`,
    words: {
      en: ({ day }) => ({
        title: `${invitedBy} invites you to ${shopName}`,
        body: `${invitedBy} asks you to work for the shop ${shopName} on Credenza, ${as.en[role]}.`,
        parts: [
          `${invitedBy} asks you to work for the shop ${shopName} on Credenza, ${as.en[role]}.`,
          `The link is for this address alone and good until ${day(expiresAt)}. If you do not know the shop, leave it: nothing happens then.`,
        ],
        action: 'Join the shop',
      }),
      de: ({ day }) => ({
        title: `${invitedBy} lädt dich zu ${shopName} ein`,
        body: `${invitedBy} bittet dich, für den Shop ${shopName} auf Credenza zu arbeiten, ${as.de[role]}.`,
        parts: [
          `${invitedBy} bittet dich, für den Shop ${shopName} auf Credenza zu arbeiten, ${as.de[role]}.`,
          `Der Link gilt nur für diese Adresse und bis zum ${day(expiresAt)}. Wenn du den Shop nicht kennst, lass ihn liegen: Dann geschieht nichts.`,
        ],
        action: 'Dem Shop beitreten',
      }),
    },
  };
}
