import { privacyAnswered } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { noteAnswer } from '../privacy-request.ts';

/** Notes what a service has done for an export or an erasure. */
export const onPrivacyAnswered = consumer(privacyAnswered, async ({ data, time, aggregateversion }, ctx: Context) => {
  const { requestId, service, outcome, records, reasons } = data;
  const answer = { service, outcome, records, reasons, at: new Date(time), version: aggregateversion };
  await ctx.privacyRequests.aggregates.change(requestId, (request) => noteAnswer(request, answer));
});
