import type { IncomingMessage } from 'node:http';
import { Invalid, Refusal } from '@credenza/service-kit';
import { maxFileBytes } from './file-type.ts';

/**
 * @param request an upload whose content type is allowed
 * @returns that content type
 * @throws Refusal when the file is compressed, or too large by its own word; Invalid when there is none
 */
export function uploadedType({ headers }: IncomingMessage): string {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined) throw new Invalid('There is no file in the request.');
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new Refusal('unsupported-media-type', 'Send the file as it is, not compressed.');
  if (Number(headers['content-length'] ?? 0) > maxFileBytes)
    throw new Refusal('too-large', `A document may have ${maxFileBytes / 1_048_576} MB.`);
  return type;
}

/**
 * Reads an upload and leaves the connection open when reading stops early, so that a refusal can still be sent.
 *
 * @param request the upload
 * @returns its bytes
 * @throws Invalid when it breaks off
 */
export async function* bytesOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch (error) {
    if (request.complete) throw error;
    throw new Invalid('The upload broke off.');
  }
}
