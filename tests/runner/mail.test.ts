import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type MailCatcher, startMailCatcher } from '../../deploy/local/mail/catcher.ts';
import { PlainError } from '../../deploy/local/plain-error.ts';
import { isFree } from '../../deploy/local/tcp.ts';

let catcher: MailCatcher;
let folder: string;
let smtp = 0;
const page = () => `http://127.0.0.1:${smtp + 1}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credenza-mail-'));
  do smtp = 31_000 + Math.floor(Math.random() * 1_000);
  while (!(await Promise.all([0, 1, 2, 3].map((offset) => isFree(smtp + offset)))).every(Boolean));
  catcher = await startMailCatcher({ smtp, http: smtp + 1, folder });
});
afterAll(async () => {
  await catcher.close();
  await rm(folder, { recursive: true, force: true });
});

/** The whole of SMTP that a mail needs. */
async function send(to: string, subject: string, text: string): Promise<void> {
  const socket = connect(smtp, '127.0.0.1').setEncoding('utf8');
  await once(socket, 'data');
  const mail = `From: Shop <shop@example.com>\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\n${text}\r\n.`;
  for (const line of ['EHLO test', 'MAIL FROM:<shop@example.com>', `RCPT TO:<${to}>`, 'DATA', mail, 'QUIT']) {
    socket.write(`${line}\r\n`);
    await once(socket, 'data');
  }
  socket.destroy();
}

describe('the mail catcher', () => {
  test.each([
    ['SMTP', 0],
    ['page', 1],
  ])('says so when its %s port is taken, and holds no other', async (_which, offset) => {
    const taken = createServer().listen(smtp + 2 + offset, '127.0.0.1');
    await once(taken, 'listening');
    const reason = `listen EADDRINUSE: address already in use 127.0.0.1:${smtp + 2 + offset}`;
    const starting = startMailCatcher({ smtp: smtp + 2, http: smtp + 3, folder });
    try {
      await expect(starting).rejects.toThrow(new PlainError(`The mail catcher cannot listen: ${reason}.`));
      expect(await isFree(smtp + 3 - offset)).toBe(true);
    } finally {
      taken.close();
    }
  });

  test('keeps every mail, for programs by address and as a file', async () => {
    await send('ada@example.com', 'Your order', 'Thank you, Ada.');
    await send('bob@example.com', 'Welcome', 'Hello Bob.');
    const all = await (await fetch(`${page()}/mails.json`)).json();
    expect(all).toMatchObject([{ to: ['bob@example.com'] }, { to: ['ada@example.com'] }]);
    const adas = await (await fetch(`${page()}/mails.json?to=Ada@example.com`)).json();
    expect(adas).toMatchObject([{ subject: 'Your order', text: 'Thank you, Ada.\n' }]);
    expect(await readdir(folder)).toHaveLength(2);
  });

  test('shows a mail on a page without running what is in it', async () => {
    await send('eve@example.com', '<script>alert(1)</script>', '<b>bold</b>');
    const [mail] = catcher.mails.slice(-1);
    const list = await (await fetch(page())).text();
    const shown = await (await fetch(`${page()}/mails/${mail?.id}`)).text();
    expect(list + shown).not.toContain('<script>');
    expect(shown).toContain('&lt;b&gt;bold&lt;/b&gt;');
    expect((await fetch(`${page()}/mails/none`)).status).toBe(404);
  });
});
