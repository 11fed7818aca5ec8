import { cpus } from 'node:os';
import { boundOf } from './bound.ts';
import type { Load } from './load.ts';
import type { Memory } from './memory.ts';
import type { AtSize } from './scale.ts';

/** One figure, beside what a bare part does where there is one. */
export interface Row {
  what: string;
  result: Load;
  reference?: { name: string; perSecond: number; goal: number };
}

/** Everything that one run has shown. */
export interface Findings {
  rows: Row[];
  /** From order.created to order.paid, in ms. */
  wait: { p50: number; p99: number };
  /** Each process while nothing happens. */
  memory: (Memory & { name: string })[];
  /** Reads before and after the catalogue has grown; empty when it was not tried. */
  sizes: AtSize[];
}

const wide = 35;

/**
 * Writes the report.
 *
 * @param findings what was measured
 * @param connections how many the readers' load had open
 * @returns its lines
 */
export function report(findings: Findings, connections: number): string[] {
  const { rows, wait } = findings;
  return [
    '',
    `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, load generator included; ${connections} connections; Node ${process.version}`,
    '',
    `${'what'.padEnd(wide)}${'per second'.padStart(11)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}${'failed'.padStart(8)}   beside`,
    ...rows.map(figure),
    '',
    'What bounds each figure, by who used the processor while it was measured:',
    ...rows.map(({ what, result }) => `${what.padEnd(wide)}${boundOf(result.work)}`),
    '',
    `order.created to order.paid: p50 ${number(wait.p50)} ms, p99 ${number(wait.p99)} ms`,
    ...growthLines(findings),
    ...memoryLines(findings),
  ];
}

function number(value: number, digits = 0): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

function figure({ what, result, reference }: Row): string {
  const { perSecond, p50, p99, failures } = result;
  const columns = `${number(perSecond).padStart(11)}${number(p50, 1).padStart(9)}${number(p99, 1).padStart(9)}${String(failures).padStart(8)}`;
  return `${what.padEnd(wide)}${columns}${reference ? `   ${comparison(perSecond, reference)}` : ''}`;
}

function comparison(ours: number, { name, perSecond, goal }: NonNullable<Row['reference']>): string {
  const ratio = ours / perSecond;
  return `${number(perSecond)} ${name}: ${number(ratio, 2)} (to reach ${goal}) ${ratio >= goal ? 'yes' : 'NO'}`;
}

function growthLines({ sizes }: Findings): string[] {
  if (sizes.length === 0) return [];
  const columns = ['list', 'search', 'facets', 'search with facets'].map((name) => name.padStart(20)).join('');
  return [
    '',
    `reads that no cache holds, p95 in ms${columns}${'product service MB'.padStart(22)}`,
    ...sizes.map(({ products, list, search, facets, searchWithFacets, memory }) => {
      const times = [list, search, facets, searchWithFacets].map((ms) => number(ms, 1).padStart(20)).join('');
      return `${`${number(products)} products`.padEnd(36)}${times}${number(memory).padStart(22)}`;
    }),
  ];
}

function memoryLines({ memory }: Findings): string[] {
  const sum = (key: 'rss' | 'pss') => number(memory.reduce((total, one) => total + one[key], 0));
  return [
    '',
    `memory of all ${memory.length} processes, idle after seeding: ${sum('rss')} MB resident, ${sum('pss')} MB counting shared pages once (to stay below 1,843)`,
    ...memory.map(
      ({ name, rss, pss }) => `  ${name.padEnd(22)}${number(rss).padStart(6)} MB${number(pss).padStart(7)} MB`,
    ),
  ];
}
