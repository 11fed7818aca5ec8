import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Who has used the processor during a measurement; each in cores: seconds of work per second of time. */
export interface Work {
  cores: number;
  /** By kind of process, the busiest first: a service by its name, all `sidecars`, `mongod`, `redis`, `load generator`. */
  ours: { kind: string; used: number }[];
  /** Programs that have nothing to do with us. */
  others: number;
  idle: number;
}

/** Starts to watch; the answer stops and tells. */
export type Meter = () => () => Work;

/** The kernel counts in hundredths of a second. */
const ticksPerSecond = 100;

/**
 * Watches the processor time of a marketplace by kind of process (Linux; elsewhere everything is 0).
 *
 * @param processes the marketplace's processes; the load generator is the process that asks
 * @returns the meter
 */
export function meterOf(processes: ReadonlyMap<string, { pid: number | undefined }>): Meter {
  return () => {
    const pids = [...processes].map(([name, { pid }]) => ({ kind: kindOf(name), pid: pid ?? 0 }));
    // The mail catcher lives in this process, and so does the runner.
    const watched = [
      ...pids.filter(({ pid }) => pid !== process.pid),
      { kind: 'load generator', pid: process.pid },
    ].map((one) => ({ ...one, before: ticksOf(one.pid) }));
    const [began, machine] = [performance.now(), machineTicks()];
    return () => {
      const seconds = Math.max(0.001, (performance.now() - began) / 1_000);
      const inCores = (ticks: number) => ticks / ticksPerSecond / seconds;
      const used = new Map<string, number>();
      for (const { kind, pid, before } of watched)
        used.set(kind, (used.get(kind) ?? 0) + inCores(Math.max(0, ticksOf(pid) - before)));
      const now = machineTicks();
      const all = [...used.values()].reduce((sum, one) => sum + one, 0);
      return {
        cores: cpus().length,
        ours: [...used].map(([kind, share]) => ({ kind, used: share })).sort((a, b) => b.used - a.used),
        others: Math.max(0, inCores(now.busy - machine.busy) - all),
        idle: inCores(now.idle - machine.idle),
      };
    };
  };
}

function kindOf(name: string): string {
  return name.endsWith(':dapr') ? 'sidecars' : name;
}

function ticksOf(pid: number): number {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0); // in user mode and in the kernel
}

function machineTicks(): { busy: number; idle: number } {
  const [, user = 0, nice = 0, system = 0, idle = 0, waiting = 0, hard = 0, soft = 0, stolen = 0] = (
    read('/proc/stat').split('\n')[0] ?? ''
  )
    .split(/ +/)
    .map(Number);
  return { busy: user + nice + system + hard + soft + stolen, idle: idle + waiting };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
