import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';

/** A bucket of an S3 that keeps its objects in memory and lets in only what is signed. */
export interface S3StandIn {
  url: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** By bucket and key, such as `pictures/a/b`. */
  objects: Map<string, Buffer>;
  /** What was refused, and why. */
  refused: string[];
  stop(): void;
}

const region = 'eu-central-1';
/** As the signer wants it. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' || secret === undefined ? secret : bytes(secret);
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

function bytes(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

/** So many keys stand on one page of a listing: few, so that there is a second one. */
const pageSize = 3;

/**
 * Starts it.
 *
 * @returns where it is, and what it keeps
 */
export async function startS3(): Promise<S3StandIn> {
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'a secret of the tests' };
  const objects = new Map<string, Buffer>();
  const refused: string[] = [];
  const signer = new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false });
  const server = createServer(async (req, res) => {
    const body = await buffer(req);
    const url = new URL(req.url ?? '/', 'http://s3.invalid');
    const wrong = await problemOf(req, url, body, signer);
    if (wrong !== undefined) {
      refused.push(wrong);
      return void res.writeHead(403, { 'content-type': 'application/xml' }).end(`<Error><Code>${wrong}</Code></Error>`);
    }
    const at = url.pathname.slice(1);
    const xml = (status: number, text: string) =>
      void res.writeHead(status, { 'content-type': 'application/xml' }).end(text);
    if (req.method === 'PUT') {
      objects.set(at, body);
      return void res.writeHead(200).end();
    }
    if (req.method === 'DELETE') {
      objects.delete(at);
      return void res.writeHead(204).end();
    }
    if (url.searchParams.get('list-type') === '2') return xml(200, listing(objects, at.replace(/\/$/, ''), url));
    const found = objects.get(at);
    if (found) res.writeHead(200, { 'content-length': found.length }).end(found);
    else xml(404, '<Error><Code>NoSuchKey</Code><Message>There is none.</Message></Error>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    credentials,
    objects,
    refused,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listing(objects: Map<string, Buffer>, bucket: string, { searchParams }: URL): string {
  const prefix = `${bucket}/${searchParams.get('prefix') ?? ''}`;
  const all = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  const from = Number(searchParams.get('continuation-token') ?? 0);
  const page = all.slice(from, from + pageSize);
  const more = from + page.length < all.length;
  const next = more ? `<NextContinuationToken>${from + page.length}</NextContinuationToken>` : '';
  const contents = page.map((key) => `<Contents><Key>${key.slice(bucket.length + 1)}</Key></Contents>`).join('');
  return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents}</ListBucketResult>`;
}

/** Signs what has come once more, with the signer of the SDK, and compares. */
async function problemOf(
  req: IncomingMessage,
  url: URL,
  body: Buffer,
  signer: SignatureV4,
): Promise<string | undefined> {
  const { authorization = '', 'x-amz-date': date, 'x-amz-content-sha256': digest } = req.headers;
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';');
  if (!names || typeof date !== 'string') return 'AccessDenied';
  if (digest !== createHash('sha256').update(body).digest('hex')) return 'XAmzContentSHA256Mismatch';
  const headers = Object.fromEntries(names.map((name) => [name, String(req.headers[name])]));
  const asked = new HttpRequest({
    method: req.method ?? 'GET',
    protocol: 'http:',
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers,
    body,
  });
  const signingDate = new Date(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const signed = await signer.sign(asked, { signingDate });
  return signed.headers.authorization === authorization ? undefined : 'SignatureDoesNotMatch';
}
