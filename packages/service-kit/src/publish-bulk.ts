import type { Envelope } from '@credenza/contracts';
import { z } from 'zod';

/** What the sidecar answers when the broker has refused some (https://docs.dapr.io/reference/api/pubsub_api/). */
const Refused = z.object({ failedEntries: z.array(z.object({ entryId: z.string() })).min(1) });

/**
 * Publishes events of one topic through the sidecar, which hands them to the broker together.
 *
 * The SDK's `publishBulk` is not used: it looks for `entryID` where daprd answers `entryId`, and so takes events that the
 * broker refused for published (https://github.com/dapr/js-sdk/issues/703).
 *
 * @param sidecar its URL and API token, and how long the call may take in ms
 * @param pubsub the component
 * @param topic the topic
 * @param events CloudEvents, sent as they are
 * @returns the ids that are not known to be safe at the broker; all of them unless the sidecar says otherwise
 */
export async function publishBulk(
  sidecar: { url: string; token: string; timeoutMs: number },
  pubsub: string,
  topic: string,
  events: Envelope[],
): Promise<string[]> {
  const all = events.map(({ id }) => id);
  const entries = events.map((event) => ({
    entryId: event.id,
    event,
    contentType: 'application/cloudevents+json',
  }));
  try {
    const answer = await fetch(`${sidecar.url}/v1.0/publish/bulk/${pubsub}/${topic}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'dapr-api-token': sidecar.token },
      body: JSON.stringify(entries),
      signal: AbortSignal.timeout(sidecar.timeoutMs),
    });
    const text = await answer.text();
    if (answer.ok) return [];
    const failed = Refused.parse(JSON.parse(text)).failedEntries.map(({ entryId }) => entryId);
    return failed.every((id) => all.includes(id)) ? failed : all;
  } catch {
    return all; // nobody answered, or nothing that can be read: publishing twice is safe, losing is not
  }
}
