import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { eventually } from './app-and-sidecar.ts';

const bootstrap = resolve(import.meta.dirname, '../../deploy/local/bootstrap.js');

/** `npm start` as a process of its own. */
export interface NpmStart {
  pid: number;
  /** What it has written so far, both streams. */
  said(): string;
  /** @returns the exit code, and how long it took from the signal to the end, in ms */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }>;
  /** Waits for the marketplace. */
  ready(): Promise<void>;
  /** @returns its exit code */
  over(): Promise<number | null>;
}

/**
 * @param args what follows `npm start --`
 * @param env variables that differ
 * @param program another bootstrap.js
 * @returns the running process
 */
export function npmStart(args: readonly string[], env: NodeJS.ProcessEnv, program = bootstrap): NpmStart {
  const child = spawn(process.execPath, [program, 'start', ...args], {
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const exit = once(child, 'exit').then(([code]): number | null => (typeof code === 'number' ? code : null));
  return {
    pid: child.pid ?? 0,
    said: () => text,
    over: () => exit,
    async end(signal) {
      const begun = performance.now();
      child.kill(signal);
      return { code: await exit, ms: performance.now() - begun };
    },
    async ready() {
      await eventually(() => {
        if (child.exitCode !== null) throw new Error(text);
        return text.includes('Ctrl-C ends everything');
      }, 60_000);
    },
  };
}
