import { readFileSync } from 'node:fs';

/** A process's memory, in MB: what it holds, and its fair share of what it holds together with others. */
export interface Memory {
  rss: number;
  pss: number;
}

/**
 * Reads a process's memory from the kernel (Linux).
 *
 * @param pid the process
 * @returns its memory; zeros where the kernel does not say
 */
export function memoryOf(pid: number): Memory {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1_024;
    return { rss: read('Rss'), pss: read('Pss') };
  } catch {
    return { rss: 0, pss: 0 };
  }
}
