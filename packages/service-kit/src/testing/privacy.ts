import {
  newId,
  type PrivacyKind,
  PrivacyRequestId,
  type PrivacySubject,
  privacyAnswered,
  privacyRequested,
  readExport,
} from '@credenza/contracts';
import type { z } from 'zod';
import type { Harness } from './harness.ts';

type Answer = z.output<typeof privacyAnswered.schema>;

/**
 * Asks a service for what it knows about somebody, or to forget them, as the auth service does.
 *
 * @param kit the service
 * @param kind export or erasure
 * @param subject whom
 * @param about the request's id, to ask the same once more; until which answer to wait
 * @returns the service's answer
 * @throws Error when it has not come within 15 s
 */
export async function askPrivacy<Context>(
  kit: Pick<Harness<Context>, 'deliver' | 'published'>,
  kind: PrivacyKind,
  subject: PrivacySubject,
  about: { requestId?: PrivacyRequestId; outcome?: Answer['outcome'] } = {},
): Promise<Answer> {
  const { requestId = newId(PrivacyRequestId), outcome = 'done' } = about;
  const keepUntil = new Date(Date.now() + 7 * 24 * 3_600_000).toISOString();
  await kit.deliver(privacyRequested.of({ requestId, kind, ...subject, keepUntil }));
  const event = await kit.published('privacy.answered', ({ data, subject: of }) => {
    const said = privacyAnswered.schema.safeParse(data).data;
    return of === requestId && said?.outcome === outcome;
  });
  return privacyAnswered.schema.parse(event.data);
}

/**
 * Reads what a service has exported.
 *
 * @param kit the service
 * @param requestId the request
 * @returns the records by the names that the service has given them
 */
export async function exportedBy<Context>(
  kit: Pick<Harness<Context>, 'http' | 'appToken'>,
  requestId: PrivacyRequestId,
): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  const { path, reply } = readExport('auth'); // the same path in every service
  for (let after: string | undefined; ; ) {
    const answer = await kit.http.post(path).set('dapr-api-token', kit.appToken).send({ requestId, after }).expect(200);
    const { part, next } = reply.parse(answer.body);
    if (!part) return found;
    const records = part.text.split('\n').filter(Boolean);
    found[part.name] = [...(found[part.name] ?? []), ...records.map((line): unknown => JSON.parse(line))];
    after = next;
  }
}

/**
 * Looks for texts in everything that a service keeps.
 *
 * @param kit the service
 * @param texts what to look for
 * @returns where they are found, as `text: collection`
 */
export async function tracesOf<Context>(kit: Pick<Harness<Context>, 'running'>, texts: string[]): Promise<string[]> {
  const found: string[] = [];
  const { db } = kit.running;
  for (const { name } of await db.listCollections()) {
    const all = JSON.stringify(await db.collection(name).find().toArray());
    for (const text of texts) if (all.includes(text)) found.push(`${text}: ${name}`);
  }
  return found;
}
