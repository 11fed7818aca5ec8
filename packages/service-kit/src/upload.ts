import type { IncomingMessage } from 'node:http';
import { Invalid, Refusal } from './errors.ts';

/**
 * @param request an upload whose content type is allowed
 * @param most how large the file may be, in bytes, and what to call it
 * @returns that content type
 * @throws Refusal when the file is compressed, or too large by its own word; Invalid when there is none
 */
export function uploadedType({ headers }: IncomingMessage, most: { bytes: number; noun: string }): string {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined) throw new Invalid('There is no file in the request.');
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new Refusal('unsupported-media-type', 'Send the file as it is, not compressed.');
  if (Number(headers['content-length'] ?? 0) > most.bytes) throw tooLarge(most);
  return type;
}

function tooLarge({ bytes, noun }: { bytes: number; noun: string }): Refusal {
  return new Refusal('too-large', `A ${noun} may have ${bytes / 1_048_576} MB.`);
}

/**
 * Reads an upload and leaves the connection open when reading stops early, so that a refusal can still be sent.
 *
 * @param request the upload
 * @param brokenOff what to say when it breaks off
 * @returns its bytes
 * @throws Invalid when it breaks off
 */
export async function* bytesOf(request: IncomingMessage, brokenOff = 'The upload broke off.'): AsyncGenerator<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch (error) {
    if (request.complete) throw error;
    throw new Invalid(brokenOff);
  }
}

/**
 * Passes a file on as long as it is not too large; what callers say of its size need not be true.
 *
 * @param bytes the file
 * @param most how large it may be, in bytes, and what to call it
 * @returns the same bytes
 * @throws Refusal `too-large`
 */
export async function* upTo(
  bytes: AsyncIterable<Buffer>,
  most: { bytes: number; noun: string },
): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > most.bytes) throw tooLarge(most);
    yield part;
  }
}
