import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** One of the programs that our figures are compared with. */
export interface Reference {
  url: string;
  /** Ends it; returns when it has cleaned up behind itself. */
  stop(): Promise<void>;
}

/**
 * Starts a program of bench/references.ts and waits until it answers.
 *
 * @param what `http` or `text`
 * @param port where it listens
 * @param args what else it is told
 * @returns the running program
 */
export async function startReference(what: 'http' | 'text', port: number, ...args: string[]): Promise<Reference> {
  const child = spawn(process.execPath, ['bench/references.ts', what, String(port), ...args], { stdio: 'inherit' });
  const url = `http://127.0.0.1:${port}`;
  const up = () =>
    fetch(`${url}/search?q=oak`).then(
      () => true,
      () => false,
    );
  while (!(await up())) await pause(50);
  return {
    url,
    async stop() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}
