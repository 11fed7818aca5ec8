import type { Envelope } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Entries, type Kind, kindNames, kinds } from '../src/kinds.ts';
import { type Entry, joined, type Note, type Notes } from '../src/note.ts';
import { reactions } from '../src/service.ts';
import { shuffled } from './shuffle.ts';
import { diceOf, Simulation } from './simulate.ts';

/** The read model without a database: all sheets of all kinds, as notes and as rows. */
function sheetsAfter(events: Envelope[]) {
  const all: Record<string, unknown> = {};
  const entries = events.map((event) => reactions.find(({ contract }) => contract.type === event.type)?.entries(event));
  for (const kind of kindNames)
    Object.assign(
      all,
      sheetsOf(
        kind,
        entries.filter((one) => one !== undefined),
      ),
    );
  return all;
}

function sheetsOf<K extends Kind>(kind: K, all: Entries[]): Record<string, unknown> {
  const sheets = new Map<string, Notes<any>>();
  for (const entries of all) {
    for (const { id, notes } of (entries[kind] ?? []) as Entry<Note>[]) {
      const known = sheets.get(id);
      sheets.set(id, known ? (joined(known, notes) ?? known) : notes);
    }
  }
  return Object.fromEntries([...sheets].map(([id, notes]) => [`${kind}/${id}`, kinds[kind].row(id, notes)]));
}

/** Parcels and refunds of one order come in no order of their own. */
const settled = (sheets: Record<string, unknown>) =>
  JSON.parse(JSON.stringify(sheets), (_key, value) =>
    Array.isArray(value) ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value,
  );

describe('notes', () => {
  test('any order of the same events, with any of them twice, leaves the same sheets', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, disorder) => {
        const simulation = new Simulation(diceOf(seed), new Date('2026-03-26T09:00:00Z'));
        simulation.run(60);
        const dice = diceOf(disorder);
        const twice = simulation.events.filter(() => dice(2) === 0);
        const inOrder = settled(sheetsAfter(simulation.events));
        expect(settled(sheetsAfter(shuffled([...simulation.events, ...twice], dice)))).toEqual(inOrder);
      }),
      { numRuns: 200 },
    );
  });

  test('joining what is known already says that nothing is new', () => {
    const simulation = new Simulation(diceOf(7), new Date('2026-03-26T09:00:00Z'));
    simulation.run(60);
    for (const event of simulation.events) {
      const entries = reactions.find(({ contract }) => contract.type === event.type)?.entries(event);
      for (const { notes } of Object.values(entries ?? {}).flat()) {
        expect(joined<Note>(notes, structuredClone(notes))).toBeUndefined();
      }
    }
  });

  test('every event that the service reacts to happens in the simulation', () => {
    const types = new Set<string>();
    for (let seed = 0; seed < 20; seed += 1) {
      const simulation = new Simulation(diceOf(seed), new Date('2026-03-26T09:00:00Z'));
      simulation.run(200);
      for (const { type } of simulation.events) types.add(type);
    }
    expect([...types].sort()).toEqual(reactions.map(({ contract }) => contract.type).sort());
  });
});
