import { Invalid, upTo } from '@credenza/service-kit';

/** What documents may be, and how such files begin. */
const beginnings: Readonly<Record<string, Buffer>> = {
  'application/pdf': Buffer.from('%PDF-'),
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff]),
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
};

/** The content types of documents. */
export const fileTypes = Object.keys(beginnings);

/** The largest file. */
export const largest = { bytes: 10 * 1_048_576, noun: 'document' };

/**
 * Passes a file on while it arrives, as long as it is what it says it is.
 *
 * @param bytes the upload
 * @param type its content type, one of `fileTypes`
 * @param arrived told the size of each part
 * @returns the same bytes
 * @throws Invalid when the file begins like another kind; Refusal `too-large`
 */
export async function* checkedFile(
  bytes: AsyncIterable<Buffer>,
  type: string,
  arrived: (size: number) => void,
): AsyncGenerator<Buffer> {
  const beginning = beginnings[type] ?? Buffer.alloc(0);
  let head = Buffer.alloc(0);
  for await (const part of upTo(bytes, largest)) {
    if (head.length < beginning.length) {
      head = Buffer.concat([head, part.subarray(0, beginning.length)]);
      mustBegin(head.subarray(0, beginning.length), beginning.subarray(0, head.length), type);
    }
    arrived(part.length);
    yield part;
  }
  mustBegin(head.subarray(0, beginning.length), beginning, type);
}

function mustBegin(head: Buffer, beginning: Buffer, type: string): void {
  if (!head.equals(beginning)) throw new Invalid(`The file is no ${type.split('/').at(-1)?.toUpperCase()}.`);
}
