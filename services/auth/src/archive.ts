import { readExport, type ServiceName } from '@credenza/contracts';
import type { Dapr } from '@credenza/service-kit';
import { Zip, ZipDeflate } from 'fflate';
import type { StoredRequest } from './privacy-request.ts';
import { privacyView } from './privacy-view.ts';

interface Piece {
  file: string;
  text: string;
}

/** Reads what the services have exported, a piece at a time; pieces of one file follow on one another. */
async function* piecesOf(request: StoredRequest, dapr: Pick<Dapr, 'invoke'>): AsyncGenerator<Piece> {
  yield { file: 'report.json', text: `${JSON.stringify(privacyView(request), null, 2)}\n` };
  for (const { service } of request.answers) yield* partsOf(service, request, dapr);
}

async function* partsOf(service: ServiceName, { _id }: StoredRequest, dapr: Pick<Dapr, 'invoke'>) {
  const operation = readExport(service);
  let after: string | undefined;
  do {
    const { part, next } = await dapr.invoke(operation, {
      requestId: operation.body.shape.requestId.parse(_id),
      after,
    });
    if (part) yield { file: `${service}/${part.name}.ndjson`, text: part.text };
    after = next;
  } while (after);
}

/**
 * Packs an export: a report, and for each service and kind of record a file with a line of JSON for each.
 *
 * @param request the request
 * @param dapr reads the services' parts
 * @returns the bytes of a ZIP, as they come to be: no more than a piece is in memory
 * @throws Unavailable when a service does not answer
 */
export async function* archiveOf(request: StoredRequest, dapr: Pick<Dapr, 'invoke'>): AsyncGenerator<Buffer> {
  const ready: Buffer[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    ready.push(Buffer.from(bytes));
  });
  let [name, entry]: [string?, ZipDeflate?] = [];
  for await (const { file, text } of piecesOf(request, dapr)) {
    if (file !== name) {
      entry?.push(new Uint8Array(0), true);
      [name, entry] = [file, new ZipDeflate(file)];
      zip.add(entry);
    }
    entry?.push(Buffer.from(text));
    yield* ready.splice(0);
  }
  entry?.push(new Uint8Array(0), true);
  zip.end();
  yield* ready;
}
