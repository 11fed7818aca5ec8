import { Background } from './background.ts';
import type { Context } from './context.ts';
import type { Digest, DigestStore } from './digest.store.ts';
import { digestWords } from './digest.ts';
import { mailOf } from './mail.ts';
import { channelsOf } from './preferences.ts';
import { readersOf } from './readers.ts';

/** What writing digests works with. */
export type DigestWorkerParts = Pick<
  Context,
  'recipients' | 'preferences' | 'mails' | 'worker' | 'shop' | 'links' | 'now' | 'log'
> & { digests: DigestStore };

/**
 * @param parts what it works with
 * @returns what writes the mails of the digests that are due
 */
export function digestWorker(parts: DigestWorkerParts): Background<Digest> {
  return new Background({
    name: 'the digest worker',
    lanes: 2,
    take: () => parts.digests.claim(parts.now()),
    run: (digest) => write(digest, parts),
    log: parts.log,
  });
}

/** The mail is named after its first message: written again after a crash, it is the same one, with the same in it. */
async function write(digest: Digest, parts: DigestWorkerParts): Promise<void> {
  const { userId, sending = [] } = digest;
  const reader = (await readersOf([userId], parts)).get(userId);
  // Whoever has switched mails off since does not get them any more.
  const wanted = sending.filter(({ kind }) => channelsOf(kind, reader?.preferences).mail !== 'off');
  const [first] = sending;
  if (first && wanted.length > 0 && reader?.recipient) {
    const words = (language: typeof reader.language) => digestWords(wanted, language, parts.shop);
    const message = { about: first.id, words: { en: () => words('en'), de: () => words('de') } };
    const about = { ...message, kinds: [...new Set(wanted.map(({ kind }) => kind))], template: 'digest' };
    await parts.mails.post([mailOf(about, { ...reader.recipient, language: reader.language }, parts)], parts.now());
    parts.worker.wake();
  }
  await parts.digests.sent(digest);
}
