import { Invalid, Refusal } from '@credenza/service-kit';
import { CsvReader, type CsvRecord } from './shopify-records.ts';

/** How many bytes a file may have. */
export const maxFileBytes = 500_000_000;

/** Small network pieces are gathered, because an unfinished record is read again with every piece. */
const pieceLength = 64_000;
const maxReread = 100_000_000;

/**
 * Reads an upload as it arrives; never more than a record and a piece of it are in memory.
 *
 * @param upload the bytes: CSV in UTF-8, with or without a byte order mark
 * @returns its records
 * @throws Refusal `too-large` past 500 MB, `unsupported-media-type` for UTF-16; Invalid for other encodings
 */
export async function* readUpload(upload: AsyncIterable<Buffer>): AsyncGenerator<CsvRecord> {
  const reader = new CsvReader();
  for await (const { text, last } of pieces(upload)) {
    yield* reader.push(text, last);
    if (reader.reread > maxReread) throw new Invalid('Too many rows have broken quotation marks.');
  }
}

async function* pieces(upload: AsyncIterable<Buffer>): AsyncGenerator<{ text: string; last: boolean }> {
  const decode = strictDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of upload) {
    bytes += chunk.length;
    if (bytes > maxFileBytes) throw new Refusal('too-large', 'A file may have 500 MB; send it in parts.');
    text += decode(chunk);
    if (text.length < pieceLength) continue;
    yield { text, last: false };
    text = '';
  }
  yield { text: text + decode(), last: true };
}

/** Decodes UTF-8 and says so when it is something else, instead of storing garbled names. */
function strictDecoder(): (chunk?: Buffer) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  return (chunk) => {
    const utf16 = first && chunk && /^(fffe|feff)/.test(chunk.toString('hex', 0, 2));
    first = false;
    if (utf16 || chunk?.includes(0)) {
      throw new Refusal(
        'unsupported-media-type',
        'The file is not UTF-8 but UTF-16 or binary; save it as "CSV UTF-8".',
      );
    }
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new Invalid('The file is not in UTF-8; save it as "CSV UTF-8" and send it again.');
    }
  };
}
