import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { sendDueWebhooks } from '../sandbox-webhooks.ts';

/** Plays the part of the sandbox's own machines, which tell us later what became of a pending charge. */
export const sendSandboxWebhooks = job({
  name: 'send-sandbox-webhooks',
  schedule: '@every 5s',
  summary: 'Lets the sandbox send the webhooks that it owes.',
  async run(ctx: Context) {
    await sendDueWebhooks(ctx.sandbox);
  },
});
