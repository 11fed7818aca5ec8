import { z } from 'zod';

const ServiceLine = z.object({
  level: z.number(),
  time: z.string().optional(),
  msg: z.string().default(''),
  kind: z.string().optional(),
  direction: z.enum(['in', 'out']).optional(),
  event: z.string().optional(),
  subject: z.string().optional(),
  ms: z.number().optional(),
  outcome: z.string().optional(),
  err: z.object({ message: z.string() }).optional(),
});
const SidecarLine = z.object({ level: z.string(), time: z.string().optional(), msg: z.string() });

/** What a terminal shows of one line: when, about whom, what, and how loud. */
export interface Shown {
  time: string;
  text: string;
  tone: 'event' | 'plain' | 'warning' | 'error';
}

/** What sidecars warn of although all is as it should be, with the reason why it is harmless here. */
const harmless: readonly RegExp[] = [
  /placement|scheduler/i, // no actors, workflows or jobs, hence neither service
  /mTLS is disabled/i, // everything is on the loopback interface
  /Retrying in/, // a service restarts; the resiliency policy tells of each attempt
  /waiting on port|application discovered/i, // the order of starting
  /graceful shutdown|shutdown/i, // the runner stops
];

/**
 * Chooses what a terminal shows of a line that a process wrote.
 *
 * @param name the process: a service, `<service>:dapr`, `mongod` or `redis`
 * @param line the line as it was written
 * @param verbose show everything
 * @returns what to show, or undefined for nothing
 */
export function shown(name: string, line: string, verbose: boolean): Shown | undefined {
  if (name.endsWith(':dapr')) return sidecarLine(line, verbose);
  if (name === 'mongod' || name === 'redis') return verbose ? { time: '', text: line, tone: 'plain' } : undefined;
  return serviceLine(line, verbose);
}

/**
 * Chooses the words that say why a process ended: its last logged error, the error that Node printed, or else its last line.
 *
 * @param lines its latest lines
 * @returns words that fit into a sentence, or an empty text
 */
export function lastWords(lines: readonly string[]): string {
  const messages = lines.flatMap((line) => {
    const logged = Logged.safeParse(json(line));
    if (logged.success) return [{ text: logged.data.msg, telling: isLoud(logged.data.level) }];
    return line.trim() === '' ? [] : [{ text: line.trim(), telling: /^\w*Error\b/.test(line) }];
  });
  const chosen = messages.findLast(({ telling }) => telling) ?? messages.at(-1);
  const text = chosen?.text.replace(/\s*\n\s*/g, ' ') ?? '';
  return text.length > 240 ? `${text.slice(0, 240)}…` : text;
}

const Logged = z.object({ msg: z.string(), level: z.union([z.number(), z.string()]).default(30) });

function isLoud(level: number | string): boolean {
  return typeof level === 'number' ? level >= 50 : level === 'error' || level === 'fatal';
}

function serviceLine(line: string, verbose: boolean): Shown | undefined {
  const parsed = ServiceLine.safeParse(json(line));
  if (!parsed.success)
    return aroundCrash.test(line) && !verbose ? undefined : { time: '', text: line, tone: 'warning' };
  const { data } = parsed;
  const time = data.time?.slice(11, 23) ?? '';
  if (data.kind === 'event' && data.event) {
    const arrow = data.direction === 'in' ? '←' : '→';
    const about = [
      data.event.padEnd(18),
      data.subject,
      data.ms === undefined ? undefined : `${Math.round(data.ms)} ms`,
    ];
    const outcome = data.outcome === undefined || quiet.has(data.outcome) ? undefined : data.outcome;
    return { time, text: [arrow, ...about, outcome].filter((part) => part !== undefined).join('  '), tone: 'event' };
  }
  if (data.level < 40 && !verbose) return undefined;
  const cause = data.err && !data.msg.includes(data.err.message) ? `: ${data.err.message}` : '';
  return {
    time,
    text: `${data.msg}${cause}`,
    tone: data.level >= 50 ? 'error' : data.level >= 40 ? 'warning' : 'plain',
  };
}

/** What Node prints around an uncaught error: the place, the stack, its version. The error itself is in the sentence on the end. */
const aroundCrash = /^(\s|$|\}|node:|file:|\/.*:\d+$|Node\.js v)/;

/** Outcomes that go without saying. */
const quiet: ReadonlySet<string> = new Set(['published', 'handled']);

function sidecarLine(line: string, verbose: boolean): Shown | undefined {
  const parsed = SidecarLine.safeParse(json(line));
  if (!parsed.success) return verbose ? { time: '', text: line, tone: 'plain' } : undefined;
  const { level, time = '', msg } = parsed.data;
  const loud = ['warning', 'error', 'fatal'].includes(level) && !harmless.some((pattern) => pattern.test(msg));
  if (!loud && !verbose) return undefined;
  return {
    time: time.slice(11, 23),
    text: msg,
    tone: level === 'error' || level === 'fatal' ? 'error' : loud ? 'warning' : 'plain',
  };
}

function json(line: string): unknown {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
