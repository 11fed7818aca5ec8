import { UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { AccountBehaviour } from '../sandbox-bank.store.ts';

/** The sandbox's bank has no cards with test numbers; this is how to try out what banks do. */
export const arrangeSandboxAccount = route({
  method: 'put',
  path: '/api/payments/admin/sandbox/accounts/:sellerId',
  summary: "Say what the sandbox's bank does with payouts to a shop from now on.",
  role: 'admin',
  params: z.object({ sellerId: UserId }),
  body: z.object({ does: AccountBehaviour }),
  async handle({ params, body }, ctx: Context) {
    await ctx.sandboxBank.arrange(params.sellerId, body.does);
  },
});
