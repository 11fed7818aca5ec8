import type { Person, World } from './world.ts';

/** The least that is a PDF. */
export const pdf = { type: 'application/pdf', content: '%PDF-1.7\n%%EOF\n' };

/**
 * Sends something that must succeed.
 *
 * @param who who sends it
 * @param method the method
 * @param path the path
 * @param body the JSON body, if any
 * @returns the body of the answer
 */
export async function done(who: Person, method: string, path: string, body?: unknown): Promise<any> {
  const headers = { 'idempotency-key': crypto.randomUUID(), 'if-match': '*' };
  const answer = await who.send(method, path, body, headers);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/**
 * Uploads a file that must be taken.
 *
 * @param world the marketplace
 * @param who whose file it is
 * @param path where to
 * @param file its content type and its content
 * @returns the body of the answer
 */
export async function upload(
  world: World,
  who: Person,
  path: string,
  file: { type: string; content: string | Buffer<ArrayBuffer> },
): Promise<any> {
  const answer = await fetch(`${world.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${who.token}`, 'content-type': file.type },
    body: file.content,
  });
  const body: any = await answer.json();
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(body)}`);
  return body;
}
