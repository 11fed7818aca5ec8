import { sellerInvited } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { mailOf, topicOf } from '../mail.ts';
import { invitation } from '../messages/seller-invited.ts';
import { readersOf } from '../readers.ts';

/** Brings the link to whoever is asked to work for a shop; who has no account yet has no language, and is written to in the founder's. */
export const onSellerInvited = consumer(sellerInvited, async (event, ctx: Context) => {
  const { sellerId, invitationId, email, expiresAt } = event.data;
  if (new Date(expiresAt) <= ctx.now()) return;
  const founder = (await readersOf([sellerId], ctx)).get(sellerId);
  const to = { userId: invitationId, name: email, email, language: founder?.language ?? ('en' as const) };
  await ctx.mails.post([mailOf(topicOf(invitation(event)), to, ctx)], ctx.now());
  ctx.worker.wake();
});
