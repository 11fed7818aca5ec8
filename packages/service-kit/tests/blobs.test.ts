import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Blobs, blobsConfig, openBlobs } from '../src/blobs/index.ts';
import { Unavailable } from '../src/index.ts';
import { type S3StandIn, startS3 } from './s3-stand-in.ts';

const settingsOf = (env: Record<string, string>) => z.object(blobsConfig).parse(env);

let folder: string;
let s3: S3StandIn;
let kinds: Record<string, Blobs>;

function bucketSettings(other: Record<string, string> = {}) {
  return settingsOf({
    BLOBS: 's3://pictures/shop',
    S3_ENDPOINT: s3.url,
    S3_REGION: 'eu-central-1',
    S3_ACCESS_KEY_ID: s3.credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
    ...other,
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credenza-blobs-'));
  s3 = await startS3();
  kinds = {
    'a folder': await openBlobs(settingsOf({ BLOBS: `file:${folder}` })),
    'a bucket': await openBlobs(bucketSettings()),
  };
});
afterAll(async () => {
  s3.stop();
  await rm(folder, { recursive: true, force: true });
});

async function* parts(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function* breakingOff(): AsyncGenerator<Buffer> {
  yield Buffer.from('half a ');
  throw new Error('gone');
}

describe.each(['a folder', 'a bucket'])('%s', (kind) => {
  const blobs = (): Blobs => {
    const found = kinds[kind];
    if (!found) throw new Error(kind);
    return found;
  };
  const read = async (key: string) => {
    const content = await blobs().get(key);
    return content && String(await buffer(content));
  };

  test('gives a file back as it was put, and nothing for one that is not there', async () => {
    await blobs().put('usr_1/a-b.webp', parts('one ', 'two'));
    expect(await read('usr_1/a-b.webp')).toBe('one two');
    expect(await read('usr_1/other')).toBeUndefined();
  });

  test('names the files of one folder, page after page, and of no other', async () => {
    const keys = Array.from({ length: 7 }, (_, index) => `usr_many/file${index}`);
    for (const key of [...keys, 'usr_many2/x']) await blobs().put(key, parts(key));
    expect((await blobs().keys('usr_many')).sort()).toEqual(keys);
    expect(await blobs().keys('usr_none')).toEqual([]);
  });

  test('forgets a file, and does not mind that there is none', async () => {
    await blobs().put('usr_2/gone', parts('x'));
    await blobs().remove('usr_2/gone');
    await blobs().remove('usr_2/gone');
    expect(await read('usr_2/gone')).toBeUndefined();
  });

  test('keeps nothing of a file that breaks off', async () => {
    await expect(blobs().put('usr_3/half', breakingOff())).rejects.toThrow('gone');
    expect(await blobs().keys('usr_3')).toEqual([]);
  });

  test('lets the same name be written by two at once; it is whole whoever wins', async () => {
    await Promise.all([blobs().put('usr_4/same', parts('aa', 'aa')), blobs().put('usr_4/same', parts('bb', 'bb'))]);
    expect(['aaaa', 'bbbb']).toContain(await read('usr_4/same'));
    expect(await blobs().keys('usr_4')).toEqual(['usr_4/same']);
  });

  test.each(['../escape', 'a/../../b', 'a/b/c', '/etc/passwd', '', 'a/.b', 'a/b.', 'a/b c'])(
    'takes no key that could lead elsewhere: %s',
    async (key) => {
      await expect(blobs().put(key, parts('x'))).rejects.toThrow('no key');
      await expect(blobs().get(key)).rejects.toThrow('no key');
      await expect(blobs().remove(key)).rejects.toThrow('no key');
    },
  );
});

describe('a folder', () => {
  test('may be given as an address', async () => {
    const blobs = await openBlobs(settingsOf({ BLOBS: pathToFileURL(join(folder, 'as address')).href }));
    await blobs.put('usr_1/x', parts('x'));
    expect(await readdir(join(folder, 'as address', 'usr_1'))).toEqual(['x']);
  });

  test('that cannot be written says so', async () => {
    await writeFile(join(folder, 'usr_5'), 'a file where a folder is needed');
    await expect(kinds['a folder']?.put('usr_5/x', parts('x'))).rejects.toThrow(Unavailable);
  });
});

describe('a bucket', () => {
  test('has its files under the path that the settings name, and every request is signed', async () => {
    await kinds['a bucket']?.put('usr_6/x', parts('x'));
    expect(s3.objects.has('pictures/shop/usr_6/x')).toBe(true);
    expect(s3.refused).toEqual([]);
  });

  test('whose keys are wrong, or that does not answer, says so', async () => {
    const stranger = await openBlobs(bucketSettings({ S3_SECRET_ACCESS_KEY: 'another secret' }));
    await expect(stranger.put('usr_7/x', parts('x'))).rejects.toThrow(Unavailable);
    await expect(stranger.get('usr_6/x')).rejects.toThrow(Unavailable);
    expect(s3.refused).toEqual(['SignatureDoesNotMatch', 'SignatureDoesNotMatch']);
    const nobody = await openBlobs(bucketSettings({ S3_ENDPOINT: 'http://127.0.0.1:1' }));
    await expect(nobody.remove('usr_7/x')).rejects.toThrow(Unavailable);
  });
});

test.each(['pictures', 'http://host/bucket', 's3://', 's3://UPPER', 's3://bucket/../other', 'file:'])(
  '%s is no place for files',
  (BLOBS) => expect(z.object(blobsConfig).safeParse({ BLOBS }).success).toBe(false),
);
