import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { idFromUuid, newId, UserId } from '@credenza/contracts';
import { Conflict, Forbidden, Invalid, NotFound, Refusal } from '@credenza/service-kit';
import { eventually, type Harness } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type supertest from 'supertest';
import type { Context } from '../src/context.ts';
import { DocumentId, fileOf, type ShopDocument, strayFiles } from '../src/document.ts';
import { checkedFile, largest } from '../src/file-type.ts';
import { addDocument, removeDocument } from '../src/shop-documents.ts';
import { as, newcomer, type Person, startAuthWithAdmin } from './harness.ts';
import { after, aShop, now } from './shop-samples.ts';

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(2_000)]);
const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(3_000)]);
const jpeg = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(500)]);

async function* parts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function through(bytes: Buffer, type: string, size = 1_000): Promise<Buffer> {
  const passed: Buffer[] = [];
  for await (const part of checkedFile(parts(bytes, size), type, () => undefined)) passed.push(part);
  return Buffer.concat(passed);
}

describe('a file', () => {
  test('arrives as it was sent, in parts of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4_000 }), async (size) => {
        expect((await through(png, 'image/png', size)).equals(png)).toBe(true);
        expect((await through(pdf, 'application/pdf', size)).equals(pdf)).toBe(true);
        expect((await through(jpeg, 'image/jpeg', size)).equals(jpeg)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['a page that says it is a picture', Buffer.from('<html><script>'), 'image/png'],
    ['a picture that says it is a PDF', png, 'application/pdf'],
    ['the beginning of a picture alone', png.subarray(0, 4), 'image/png'],
    ['nothing', Buffer.alloc(0), 'image/jpeg'],
  ])('%s is refused', async (_what, bytes, type) => {
    await expect(through(bytes, type, 3)).rejects.toThrow(Invalid);
  });

  test('that is too large is refused as soon as that shows', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      yield png;
      for (; ; read += 1) yield Buffer.alloc(1_000_000);
    }
    const take = async () => {
      for await (const _ of checkedFile(endless(), 'image/png', () => undefined));
    };
    await expect(take()).rejects.toThrow(Refusal);
    expect(read).toBeLessThanOrEqual(largest.bytes / 1_000_000 + 1);
  });
});

describe('the documents of a shop', () => {
  const owner = (shop: { _id: string }) => UserId.parse(shop._id);
  const document = (uploadedBy: UserId): ShopDocument => ({
    documentId: newId(DocumentId),
    kind: 'identity',
    name: 'passport.pdf',
    type: 'application/pdf',
    size: 3_000,
    uploadedAt: now,
    uploadedBy,
  });

  test('are added and taken back by owners alone', () => {
    const shop = aShop();
    const paper = document(owner(shop));
    const filed = after(shop, addDocument(shop, paper));
    expect(filed.documents).toEqual([paper]);
    expect(() => addDocument(shop, document(newId(UserId)))).toThrow(Forbidden);
    expect(() => removeDocument(filed, newId(UserId), paper.documentId)).toThrow(Forbidden);
    expect(() => removeDocument(filed, owner(shop), newId(DocumentId))).toThrow(NotFound);
    expect(after(filed, removeDocument(filed, owner(shop), paper.documentId)).documents).toEqual([]);
  });

  test('are no more than twenty', () => {
    const shop = aShop();
    const full = { ...shop, documents: Array.from({ length: 20 }, () => document(owner(shop))) };
    expect(() => addDocument(full, document(owner(shop)))).toThrow(Conflict);
  });

  test('leave no stray files: what nothing names goes after an hour, what may be on its way stays', () => {
    const uuidAt = (at: Date) =>
      `${at
        .getTime()
        .toString(16)
        .padStart(12, '0')
        .replace(/(.{8})/, '$1-')}-7000-8000-000000000000`;
    const idAt = (minutesAgo: number) => idFromUuid(DocumentId, uuidAt(new Date(now.getTime() - minutesAgo * 60_000)));
    const known = { ...document(newId(UserId)), documentId: idAt(300) };
    const shop = aShop({ documents: [known] });
    const [old, fresh] = [fileOf(shop, idAt(90)), fileOf(shop, idAt(5))];
    const files = [fileOf(shop, known.documentId), old, fresh, `${old}_part`, `${fresh}_part`];
    expect(strayFiles(files, shop, now)).toEqual([old, `${old}_part`]);
  });
});

describe('over HTTP', () => {
  let kit: Harness<Context>;
  let admin: Person;
  let folder: string;

  beforeAll(async () => {
    ({ kit, admin } = await startAuthWithAdmin());
    folder = (kit.env.BLOBS ?? '').slice('file:'.length);
  });
  afterAll(() => kit?.stop());

  const upload = (who: Person, bytes: Buffer, type = 'application/pdf', query = 'kind=identity&name=passport.pdf') =>
    kit.http
      .post(`/api/auth/shop/documents?${query}`)
      .set('authorization', who.authorization)
      .set('content-type', type)
      .send(bytes);
  const read = (who: Person, path: string) => as(kit, who).get(path).buffer(true).parse(bytesOf);
  const filesOf = async (who: Person) => await readdir(join(folder, who.userId)).catch(() => []);
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  test('an owner and an admin read what was uploaded, as a file to save and nothing to run', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const name = encodeURIComponent("Alma's licence (2026) – ö.pdf");
    const { body } = await upload(seller, pdf, 'application/pdf', `kind=trade-licence&name=${name}`).expect(201);
    expect(body).toMatchObject({ kind: 'trade-licence', type: 'application/pdf', size: pdf.length });
    for (const [who, path] of [
      [seller, `/api/auth/shop/documents/${body.documentId}`],
      [admin, `/api/auth/shops/${seller.userId}/documents/${body.documentId}`],
    ] as const) {
      const answer = await read(who, path).expect(200);
      expect(digest(answer.body)).toBe(digest(pdf));
      expect(answer.headers).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename*=UTF-8''Alma%27s%20licence%20%282026%29%20%E2%80%93%20%C3%B6.pdf`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      });
    }
    const audited = await kit.running.audit.records.find({ subject: seller.userId }).lean();
    expect(audited.map(({ act, actor }) => [act, actor])).toEqual(
      expect.arrayContaining([
        ['document.added', seller.userId],
        ['document.read', admin.userId],
      ]),
    );
  });

  test('somebody else reads none of them, nor learns that they are there', async () => {
    const [seller, other] = [await newcomer(kit, { role: 'seller' }), await newcomer(kit, { role: 'seller' })];
    const { body } = await upload(seller, png, 'image/png').expect(201);
    await as(kit, other).get(`/api/auth/shop/documents/${body.documentId}`).expect(404);
    await as(kit, other).delete(`/api/auth/shop/documents/${body.documentId}`).expect(404);
    await as(kit, other).get(`/api/auth/shops/${seller.userId}/documents/${body.documentId}`).expect(403);
    await as(kit, undefined).get(`/api/auth/shop/documents/${body.documentId}`).expect(401);
    await as(kit, seller).get(`/api/auth/shop/documents/${body.documentId}`).expect(200);
  });

  test('one that is taken back is gone with its file', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const { body } = await upload(seller, jpeg, 'image/jpeg').expect(201);
    expect(await filesOf(seller)).toEqual([body.documentId]);
    await as(kit, seller).delete(`/api/auth/shop/documents/${body.documentId}`).expect(204);
    await as(kit, seller).get(`/api/auth/shop/documents/${body.documentId}`).expect(404);
    expect(await filesOf(seller)).toEqual([]);
  });

  test.each([
    ['a page', Buffer.from('<!doctype html>'), 'text/html', 415],
    ['a page that says it is a PDF', Buffer.from('<!doctype html>'), 'application/pdf', 400],
    ['nothing at all', Buffer.alloc(0), 'application/pdf', 400],
    ['a file that is too large', Buffer.concat([png, Buffer.alloc(largest.bytes)]), 'image/png', 413],
  ])('%s is refused and leaves nothing behind', async (_what, bytes, type, status) => {
    const seller = await newcomer(kit, { role: 'seller' });
    await upload(seller, bytes, type).expect(status);
    expect(await filesOf(seller)).toEqual([]);
    expect((await as(kit, seller).get('/api/auth/shop').expect(200)).body.documents).toEqual([]);
  });

  test('one that is sent in pieces without a length is measured as it comes', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const send = (bytes: AsyncIterable<Buffer>) =>
      fetch(`${kit.running.url}/api/auth/shop/documents?kind=identity&name=x`, {
        method: 'POST',
        headers: { authorization: seller.authorization, 'content-type': 'image/png' },
        body: ReadableStream.from(bytes),
        duplex: 'half',
      } as RequestInit);
    expect((await send(parts(png, 700))).status).toBe(201);
    expect((await send(parts(Buffer.concat([png, Buffer.alloc(largest.bytes)]), 65_536))).status).toBe(413);
    expect(await filesOf(seller)).toHaveLength(1);
  });

  test('an upload that breaks off leaves nothing behind', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const breaking = new AbortController();
    async function* half(): AsyncGenerator<Buffer> {
      yield png;
      await eventually(async () => (await filesOf(seller)).length === 1);
      breaking.abort();
    }
    const sent = fetch(`${kit.running.url}/api/auth/shop/documents?kind=identity&name=x`, {
      method: 'POST',
      headers: { authorization: seller.authorization, 'content-type': 'image/png' },
      body: ReadableStream.from(half()),
      duplex: 'half',
      signal: breaking.signal,
    } as RequestInit);
    await expect(sent).rejects.toThrow();
    await eventually(async () => (await filesOf(seller)).length === 0);
    expect((await kit.running.context.shops.get(seller.userId)).documents).toEqual([]);
  });

  test('twenty is the limit, also for those that are sent at once', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const answers = await Promise.all(Array.from({ length: 24 }, () => upload(seller, png, 'image/png')));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(20).fill(201), ...Array(4).fill(409)]);
    expect(await filesOf(seller)).toHaveLength(20);
  });

  test('a place that cannot be written says so instead of failing', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    const inTheWay = join(folder, seller.userId);
    await writeFile(inTheWay, 'a file where a folder is needed');
    expect((await upload(seller, png, 'image/png').expect(503)).body.detail).toContain('cannot be stored');
    await rm(inTheWay);
    await upload(seller, png, 'image/png').expect(201);
  });

  test('what a crash has left behind goes with the next upload', async () => {
    const seller = await newcomer(kit, { role: 'seller' });
    await upload(seller, png, 'image/png').expect(201);
    const old = 'doc_00000000000000000000000000';
    for (const name of [old, `${old}_part`]) await writeFile(join(folder, seller.userId, name), 'half a passport');
    await upload(seller, pdf).expect(201);
    const { documents } = await kit.running.context.shops.get(seller.userId);
    expect((await filesOf(seller)).sort()).toEqual(documents.map(({ documentId }) => documentId).sort());
    expect(documents).toHaveLength(2);
  });
});

function bytesOf(answer: supertest.Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  answer.on('end', () => done(null, Buffer.concat(chunks)));
}
