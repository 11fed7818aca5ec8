import type { Log } from '@credenza/service-kit';
import type { SandboxCharge, SandboxCharges } from './sandbox.store.ts';
import { resultOf, signatureHeader } from './sandbox.ts';
import { sign } from './signature.ts';

const againMs = 15_000;
const answerWithinMs = 5_000;

/** What the sandbox needs to send its webhooks. */
export interface WebhookSender {
  charges: SandboxCharges;
  secret: string;
  log: Log;
  now(): Date;
  /** The address of our webhook route. */
  url(): string;
}

/**
 * Lets the sandbox decide the charges that it left pending and tell us, over HTTP as another company would. What we do
 * not answer with success is sent again later.
 *
 * @param sender its books, its secret, and where to send
 */
export async function sendDueWebhooks(sender: WebhookSender): Promise<void> {
  for (;;) {
    const now = sender.now();
    const taken = await sender.charges.takeDueWebhook(now, new Date(now.getTime() + againMs));
    if (!taken?.webhook) return;
    const charge = (await sender.charges.decide(taken._id, 'approved', now)) ?? taken;
    if (await arrives(messageOf(charge, taken.webhook.id), sender)) await sender.charges.webhookArrived(charge._id);
  }
}

function messageOf(charge: SandboxCharge, id: string): unknown {
  const { _id: key, amount, currency } = charge;
  return { id, charge: { key, amount, currency, result: resultOf(charge) } };
}

async function arrives(message: unknown, sender: WebhookSender): Promise<boolean> {
  const body = JSON.stringify(message);
  try {
    const answer = await fetch(sender.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', [signatureHeader]: sign(body, sender.secret, sender.now()) },
      body,
      signal: AbortSignal.timeout(answerWithinMs),
    });
    if (answer.ok) return true;
    sender.log.warn({ status: answer.status }, 'a webhook of the sandbox was not taken and will be sent again');
  } catch (error) {
    sender.log.warn({ err: error }, 'a webhook of the sandbox did not arrive and will be sent again');
  }
  return false;
}
