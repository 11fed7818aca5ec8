import { ProposalId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { ProposalView } from '../../answer/answer.ts';
import type { Context } from '../../context.ts';

export const confirmProposal = route({
  method: 'post',
  path: '/api/assistant/confirmations/:proposalId',
  summary: 'Let happen what the assistant has proposed to you; however often you confirm it, it happens once.',
  role: 'buyer',
  params: z.object({ proposalId: ProposalId }),
  reply: ProposalView,
  problems: ['conflict'],
  async handle({ params, user, request }, ctx: Context) {
    const { authorization } = request.headers;
    const signal = AbortSignal.timeout(ctx.answerWithinMs);
    return await ctx.proposals.confirm(params.proposalId, { user, authorization, signal });
  },
});
