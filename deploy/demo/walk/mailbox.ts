import { z } from 'zod';
import { sharedPorts } from '../../local/ports.ts';

const Mails = z.array(z.object({ id: z.string(), subject: z.string() }));

/** A mail that was found, and where a person can read it. */
export interface FoundMail {
  subject: string;
  url: string;
}

/** Where the local mail catcher shows its mails. */
export interface Mailbox {
  /**
   * @param to an address
   * @param words words of the subject
   * @returns the newest mail to that address with those words; undefined when there is none
   */
  find(to: string, words: string): Promise<FoundMail | undefined>;
}

/**
 * @param marketplace the marketplace's address
 * @returns its mail catcher; undefined where there is none
 */
export async function mailboxOf(marketplace: string): Promise<Mailbox | undefined> {
  const { protocol, hostname, port } = new URL(marketplace);
  const { mail } = sharedPorts(Number(port));
  if (port === '' || mail > 65_535) return undefined;
  const url = `${protocol}//${hostname}:${mail}`;
  const answers = await fetch(`${url}/mails.json?to=nobody`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  if (!answers?.ok) return undefined;
  return {
    async find(to, words) {
      const response = await fetch(`${url}/mails.json?to=${encodeURIComponent(to)}`);
      const found = Mails.parse(await response.json()).find(({ subject }) => subject.includes(words));
      return found && { subject: found.subject, url: `${url}/mails/${found.id}` };
    },
  };
}
