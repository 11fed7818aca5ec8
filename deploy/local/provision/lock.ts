import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { isAlive, myIdentity } from '../process-identity.ts';

const Holder = z.object({ pid: z.int(), start: z.string() });

/**
 * Runs work while no other process does work under the same lock file. A lock whose holder has died counts as free.
 *
 * @param file the lock file; its folder exists
 * @param work what to do
 * @param onWait told once, with the holder's pid, when another process is at it
 * @param signal gives up waiting when aborted
 * @returns what the work returns
 * @throws the abort's reason; whatever the work throws
 */
export async function withLock<Result>(
  file: string,
  work: () => Promise<Result>,
  onWait: (pid: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Result> {
  let told = false;
  while (!(await take(file))) {
    signal?.throwIfAborted();
    const holder = await holderOf(file);
    if (holder && isAlive(holder.identity)) {
      if (!told) onWait(holder.identity.pid);
      told = true;
      await pause(250);
    } else if (holder) await removeDead(file, holder.text);
    else await pause(50);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** The lock appears with its content in one step (link), so nobody ever reads half a holder. */
async function take(file: string): Promise<boolean> {
  const mine = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(mine, JSON.stringify(myIdentity()));
  try {
    await link(mine, file);
    return true;
  } catch {
    return false;
  } finally {
    await rm(mine, { force: true });
  }
}

async function holderOf(file: string) {
  try {
    const text = await readFile(file, 'utf8');
    return { text, identity: Holder.parse(JSON.parse(text)) };
  } catch {
    return undefined;
  }
}

/** Two processes may find the same dead holder: what was moved away must be the dead one's, or it is put back. */
async function removeDead(file: string, seen: string): Promise<void> {
  const aside = `${file}.dead.${process.pid}`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== seen) await link(aside, file);
  } catch {
    // Somebody else was quicker, which is as good.
  }
  await rm(aside, { force: true });
}
