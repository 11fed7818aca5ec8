import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a finished command has said. */
export interface Finished {
  /** Exit code; -1 when it could not be started or a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command to its end. It never throws: a command that does not exist has code -1.
 *
 * @param command the program
 * @param args its arguments
 * @param options folder, additional environment, limit in ms, a signal that ends the command with everything that it has
 *   started, and who hears the lines of stderr while it runs
 * @returns how it ended and what it said
 */
export async function run(
  command: string,
  args: readonly string[],
  options: {
    cwd?: string;
    env?: Record<string, string>;
    timeoutMs?: number;
    signal?: AbortSignal | undefined;
    onErrorLine?: (line: string) => void;
  } = {},
): Promise<Finished> {
  const { signal } = options;
  if (signal?.aborted) return { code: -1, stdout: '', stderr: 'broken off' };
  return await new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      detached: signal !== undefined, // a group of its own, because compilers and the like have children
    });
    const end = () => endGroup(child, signal !== undefined);
    process.once('exit', end); // nothing goes on fetching when the runner is ended
    signal?.addEventListener('abort', end, { once: true });
    child.once('close', () => {
      process.off('exit', end);
      signal?.removeEventListener('abort', end);
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (options.onErrorLine) for (const line of text.split('\n')) if (line) options.onErrorLine(line);
    });
    child.on('error', (error) => resolve({ code: -1, stdout, stderr: error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** It works in a folder that is thrown away, so there is nothing to end in peace. */
function endGroup(child: ChildProcess, ownGroup: boolean): void {
  if (child.pid === undefined) return;
  try {
    process.kill(ownGroup ? -child.pid : child.pid, 'SIGKILL');
  } catch {
    // It has ended in this very moment.
  }
}

/**
 * @param name a program's name
 * @returns its path, when the PATH has it
 */
export function onPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram);
}

/**
 * @param path a file's path
 * @returns whether it can be run
 */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks a program for its version.
 *
 * @param program its path
 * @returns major, minor and patch, or undefined when it does not run or names none
 */
export async function versionOf(program: string): Promise<[number, number, number] | undefined> {
  const { code, stdout } = await run(program, ['--version'], { timeoutMs: 20_000 });
  const found = /(\d+)\.(\d+)\.(\d+)/.exec(stdout);
  if (code !== 0 || !found) return undefined;
  return [Number(found[1]), Number(found[2]), Number(found[3])];
}

/**
 * @param version what `versionOf` returned
 * @param least the lowest wanted major and minor
 * @returns whether it is that new
 */
export function isAtLeast(version: [number, number, number] | undefined, least: [number, number]): boolean {
  if (!version) return false;
  return version[0] > least[0] || (version[0] === least[0] && version[1] >= least[1]);
}
