import { setTimeout as pause } from 'node:timers/promises';
import type { SupervisedProcess } from '../supervise.ts';
import { type MailCatcher, startMailCatcher } from './catcher.ts';

/**
 * Runs the mail catcher inside this process, dressed as one of the marketplace's processes: a signal closes it for a second.
 *
 * @param settings ports and folder
 * @returns the catcher as a process
 * @throws PlainError when it cannot listen
 */
export async function startMail(settings: { smtp: number; http: number; folder: string }): Promise<SupervisedProcess> {
  let catcher: MailCatcher | undefined = await startMailCatcher(settings);
  let work: Promise<void> = Promise.resolve();
  let stopped = false;

  async function restart(): Promise<void> {
    await catcher?.close();
    catcher = undefined;
    await pause(1_000);
    if (!stopped) catcher = await startMailCatcher(settings);
  }

  return {
    name: 'mail',
    pid: process.pid,
    kill() {
      work = work.then(restart);
      work.catch(() => {}); // whenReady tells it
    },
    whenReady: () => work,
    async stop() {
      stopped = true;
      await work.catch(() => {});
      await catcher?.close();
    },
  };
}
