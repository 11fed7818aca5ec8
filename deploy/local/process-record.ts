import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { PlainError } from './plain-error.ts';
import { isAlive, myIdentity, type ProcessIdentity, startOf } from './process-identity.ts';
import { withLock } from './provision/lock.ts';

const Identity = z.object({ pid: z.int(), start: z.string() });
const Contents = z.object({ runner: Identity, url: z.string(), children: z.array(Identity) });

/** The note of who runs on a data folder; it outlives a runner that is killed. */
export interface ProcessRecord {
  /** Notes a child process, at once and on disk. */
  add(pid: number): void;
  /** Forgets everything: nothing runs any more. */
  close(): void;
}

/**
 * Claims a data folder. What a killed runner has left is ended first; a process is only touched when its start time is the noted one too.
 *
 * @param file the record inside the data folder
 * @param url where this marketplace will answer
 * @param say told when something had to be ended
 * @returns the record for this run's children
 * @throws PlainError when a marketplace runs on the folder now
 */
export async function claim(file: string, url: string, say: (line: string) => void): Promise<ProcessRecord> {
  return await withLock(`${file}.lock`, async () => {
    const left = read(file);
    if (left && left.runner.pid !== process.pid && isAlive(left.runner)) {
      throw new PlainError(
        `A marketplace runs on this data folder already (process ${left.runner.pid}, ${left.url}); stop it first or set CREDENZA_DATA to another folder.`,
      );
    }
    const ended = await endAll(left?.children ?? []);
    if (ended > 0) say(`Ended ${ended} processes that an earlier run had left behind.`);
    return startRecord(file, url);
  });
}

function startRecord(file: string, url: string): ProcessRecord {
  const children: ProcessIdentity[] = [];
  const write = () => {
    writeFileSync(`${file}.new`, JSON.stringify({ runner: myIdentity(), url, children }));
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    add(pid) {
      const start = startOf(pid);
      if (start === undefined) return;
      const living = children.filter(isAlive);
      children.splice(0, children.length, ...living, { pid, start });
      write();
    },
    close: () => rmSync(file, { force: true }),
  };
}

function read(file: string): z.output<typeof Contents> | undefined {
  try {
    return Contents.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function endAll(processes: ProcessIdentity[]): Promise<number> {
  const living = processes.filter(isAlive);
  for (const one of living) signal(one, 'SIGTERM');
  const until = Date.now() + 8_000;
  while (living.some(isAlive) && Date.now() < until) await pause(50);
  for (const one of living) signal(one, 'SIGKILL');
  while (living.some(isAlive)) await pause(20);
  return living.length;
}

function signal(one: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(one)) return;
  try {
    process.kill(one.pid, name);
  } catch {
    // It has ended in this very moment.
  }
}
