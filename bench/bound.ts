import type { Work } from './cpu.ts';

/** A machine of which less than this is idle has no more to give. */
const idleShare = 0.15;
/** JavaScript runs on one thread: a Node process that uses this much of a core is what everybody waits for. */
const wholeThread = 0.85;
const shownFrom = 0.02;

const notNode = new Set(['mongod', 'redis', 'sidecars']);

/**
 * Says what bounds a figure, from who used the processor while it was measured.
 *
 * @param work the measured split
 * @returns one sentence without a full stop
 */
export function boundOf(work: Work): string {
  const { cores, ours, others, idle } = work;
  if (ours.every(({ used }) => used === 0)) return 'not measured: this system does not tell processor times';
  const shown = [...ours, { kind: 'other programs', used: others }].filter(({ used }) => used >= shownFrom);
  const split = shown
    .sort((a, b) => b.used - a.used)
    .map(({ kind, used }) => `${kind} ${used.toFixed(2)}`)
    .join(', ');
  return `${limitOf(work)}; busy ${(cores - idle).toFixed(2)} of ${cores} cores: ${split}`;
}

function limitOf({ cores, ours, others, idle }: Work): string {
  const [first] = ours;
  if (idle < idleShare * cores) {
    if (others > (first?.used ?? 0)) return 'other programs on this machine, so measure again when it is quiet';
    return `the processor, most of all ${first?.kind}`;
  }
  const thread = ours.find(({ kind, used }) => !notNode.has(kind) && used >= wholeThread);
  if (thread) return `the one thread of ${thread.kind}`;
  return 'waiting (disk, timers, turns), not the processor';
}
