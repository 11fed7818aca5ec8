import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';

/**
 * Tells when a process was started. Together with the pid this names one process for ever: pids are used again, pids with their start are not.
 *
 * @param pid the process
 * @returns a text that only this process has, or undefined when there is no such process
 */
export function startOf(pid: number): string | undefined {
  try {
    if (platform() === 'linux') {
      // Its first thread may be a zombie while others still hold its ports.
      // The name in field 2 may hold blanks and brackets, so fields are counted from behind it; 22 is the start in ticks since boot.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'X' || (state === 'Z' && readdirSync(`/proc/${pid}/task`).length < 2)) return undefined;
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[18]}`;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** One process, recognisable after its pid has been given to another one. */
export interface ProcessIdentity {
  pid: number;
  start: string;
}

/**
 * @param identity what was noted when the process was known
 * @returns whether that very process still runs
 */
export function isAlive(identity: ProcessIdentity): boolean {
  return startOf(identity.pid) === identity.start;
}

/** @returns this process */
export function myIdentity(): ProcessIdentity {
  return { pid: process.pid, start: startOf(process.pid) ?? '' };
}
