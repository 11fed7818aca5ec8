import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

/** Runs a program that logs, and reads its lines: what a person or a collector gets. */
async function linesOf(program: string): Promise<Record<string, any>[]> {
  const source = (file: string) => JSON.stringify(resolve(import.meta.dirname, '../src', file));
  const imports = `
    import mongoose from 'mongoose';
    import { makeLog } from ${source('log.ts')};
    import { inScope, scopeFrom } from ${source('scope.ts')};
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', `${imports}${program}`],
    { cwd: import.meta.dirname, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a line says which service wrote it, when, and to which click and trace it belongs', async () => {
  const [inside, outside] = await linesOf(`
    const log = makeLog('shop', 'info');
    const scope = scopeFrom({
      correlationId: 'click-1',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
    scope.userId = 'usr_1';
    await inScope(scope, async () => {
      await new Promise(setImmediate);
      log.info({ orderId: 'ord_1' }, 'sold');
    });
    log.debug('too low to be written');
    log.info('closed');
  `);
  expect(inside).toMatchObject({
    service: 'shop',
    msg: 'sold',
    orderId: 'ord_1',
    time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
    correlationId: 'click-1',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    userId: 'usr_1',
  });
  expect(outside).toMatchObject({ service: 'shop', msg: 'closed' });
  expect(outside).not.toHaveProperty('correlationId');
  expect(outside).not.toHaveProperty('userId');
});

test('what is secret never reaches a line, beside its fields or one level below', async () => {
  const lines = await linesOf(`
    const log = makeLog('shop', 'info');
    const names = ['authorization', 'cookie', 'password', 'token', 'refreshToken', 'accessToken', 'secret', 'paymentToken', 'clientSecret'];
    for (const name of names) log.info({ [name]: 'hush-1', body: { [name]: 'hush-2', kept: name } }, 'said');
  `);
  expect(lines).toHaveLength(9);
  for (const line of lines) {
    expect(JSON.stringify(line)).not.toContain('hush');
    expect(line[line.body.kept]).toBe('[hidden]');
  }
});

test('an error shows its name, code, message and stack, and nothing that hangs on it', async () => {
  const [bulk, text] = await linesOf(`
    const log = makeLog('shop', 'info');
    const db = await mongoose.createConnection(process.env.TEST_MONGO_URL, { dbName: 'test_log_lines' }).asPromise();
    try {
      await db.collection('people').insertMany([
        { _id: 1, iban: 'hush-1' },
        { _id: 1, iban: 'hush-2' },
      ]);
    } catch (error) {
      log.error({ err: error }, 'could not write');
    }
    await db.dropDatabase();
    await db.close();
    log.error({ err: 'only words' }, 'thrown');
  `);
  expect(bulk?.err).toEqual({
    name: 'MongoBulkWriteError',
    code: 11_000,
    message: expect.stringContaining('duplicate key'),
    stack: expect.stringContaining('MongoBulkWriteError'),
  });
  expect(JSON.stringify(bulk)).not.toContain('hush');
  expect(text?.err).toEqual({ message: 'only words' });
});
