import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { PlainError } from './plain-error.ts';

/** A process to keep running. */
export interface Program {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string | undefined>;
  /** Awaited before each start, until the signal gives up. */
  before?(signal: AbortSignal): Promise<void>;
  /** Resolves when the process does its work; the signal aborts when the process has ended. */
  ready(signal: AbortSignal): Promise<void>;
}

/** Who hears of a supervised process. */
export interface Listener {
  /** A line that it wrote. */
  line(name: string, line: string): void;
  /** One sentence about its life. */
  said(name: string, sentence: string): void;
  /** It has been started. */
  started(pid: number): void;
  /** Chooses, of its latest lines, the words that say why it ended. */
  lastWords(lines: readonly string[]): string;
}

/** One process of the marketplace; another one takes its place when it ends. */
export interface LocalProcess {
  readonly name: string;
  readonly pid: number | undefined;
  /**
   * Sends a signal. After one that ends it, `whenReady` waits for its successor.
   *
   * @param signal the signal
   * @param heldBack keeps the successor from starting until it has settled, for drills in which something stays away
   */
  kill(signal: NodeJS.Signals, heldBack?: Promise<unknown>): void;
  /** @throws PlainError when it has not become ready in several attempts */
  whenReady(): Promise<void>;
}

/** A process that can be ended for good. */
export interface SupervisedProcess extends LocalProcess {
  /** @param graceMs how long it may take before it is killed */
  stop(graceMs: number): Promise<void>;
}

const attemptsAtFirst = 3;
const healthyAfterMs = 10_000;

/**
 * How long to wait before the next start.
 *
 * @param failures how often in a row it ended early
 * @returns ms, doubling from 250 up to 10 s
 */
export function backoff(failures: number): number {
  return Math.min(10_000, 125 * 2 ** failures);
}

/**
 * Keeps a process running: starts it, notices when it is ready, and starts it again with growing pauses when it ends.
 *
 * @param program what to run
 * @param listener hears what it writes and what happens to it
 * @returns the running process
 */
export function supervise(program: Program, listener: Listener): SupervisedProcess {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let ready = freshPromise();
  let isReady = false;
  let everReady = false;
  let failures = 0;
  let mayStart: Promise<unknown> = Promise.resolve();

  function renew(): void {
    if (isReady) ready = freshPromise();
    isReady = false;
  }

  async function liveOnce(): Promise<void> {
    await Promise.race([mayStart, aborted(stopping.signal)]);
    await program.before?.(stopping.signal);
    stopping.signal.throwIfAborted();
    const begun = performance.now();
    const { process: current, ended } = launch(program, listener);
    child = current;
    const over = new AbortController();
    ended.then(() => over.abort());
    program.ready(over.signal).then(
      () => {
        if (over.signal.aborted || child !== current || current.killed) return;
        isReady = everReady = true;
        ready.resolve();
      },
      () => {}, // it ended first, which is told below
    );
    const how = await ended;
    if (stopping.signal.aborted) return;
    renew();
    failures = performance.now() - begun > healthyAfterMs ? 1 : failures + 1;
    const wait = backoff(failures);
    const sentence = `${program.name} ${how}`;
    if (!everReady && failures >= attemptsAtFirst) ready.reject(new PlainError(`${sentence}.`));
    listener.said(program.name, `${sentence}; it is started again in ${wait / 1_000} s.`);
    await pause(wait, undefined, { signal: stopping.signal });
  }

  const life = (async () => {
    while (!stopping.signal.aborted) {
      await liveOnce().catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        throw error;
      });
    }
  })();
  life.catch((error: unknown) => ready.reject(error));

  return {
    name: program.name,
    get pid() {
      return child?.pid;
    },
    kill(signal, heldBack = Promise.resolve()) {
      mayStart = heldBack.catch(() => {});
      if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') renew();
      child?.kill(signal);
    },
    whenReady: () => ready.promise,
    async stop(graceMs) {
      stopping.abort();
      child?.kill('SIGTERM');
      const impatient = setTimeout(() => child?.kill('SIGKILL'), graceMs);
      await life.catch(() => {}); // whoever waits for it to be ready has heard
      clearTimeout(impatient);
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

interface Deferred {
  promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

function freshPromise(): Deferred {
  const deferred = Promise.withResolvers<void>();
  deferred.promise.catch(() => {}); // nobody may be waiting
  return deferred;
}

function launch(program: Program, listener: Listener) {
  // A group of its own: Ctrl-C reaches the runner alone, which then ends everything in order.
  const process = spawn(program.command, program.args, {
    cwd: program.cwd,
    env: program.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  if (process.pid !== undefined) listener.started(process.pid);
  let latest: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      latest = [...latest.slice(-40), line];
      listener.line(program.name, line);
    });
  }
  const lastWords = () => {
    const words = listener.lastWords(latest);
    return words === '' ? '' : ` (${words})`;
  };
  const ended = new Promise<string>((resolve) => {
    process.once('exit', (code, signal) =>
      resolve(signal === null ? `ended with code ${code}${lastWords()}` : `was ended by ${signal}`),
    );
    process.on('error', (error) => {
      // A process that runs and cannot be signalled has an error, too.
      if (process.pid === undefined) resolve(`does not start (${whyNot(program, error)})`);
    });
  });
  return { process, ended };
}

function whyNot({ command, cwd }: Program, error: Error): string {
  if (!('code' in error) || error.code !== 'ENOENT') return error.message;
  return existsSync(cwd) ? `there is no program ${command}` : `there is no folder ${cwd}`;
}
