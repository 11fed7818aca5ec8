import { describe, expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { CsvReader, maxRecordLength } from '../src/shopify-records.ts';

const read = (text: string, pieceLength = Infinity) => {
  const reader = new CsvReader();
  const pieces = text.match(new RegExp(`[^]{1,${Math.min(pieceLength, 1e9)}}`, 'g')) ?? [];
  return [...pieces.flatMap((piece) => [...reader.push(piece, false)]), ...reader.push('', true)];
};
const cells = (text: string) => read(text).map((record) => record.cells);

const cell = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ', '='), maxLength: 8 }),
);
// A row of blank cells only is a blank line to a spreadsheet, and is left out.
const table = fc.array(
  fc.array(cell, { minLength: 1, maxLength: 5 }).filter((row) => row.some((one) => one !== '')),
  { maxLength: 8 },
);

describe('reading CSV', () => {
  test('whatever is written as CSV is read back, in pieces of any length', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 50 }), fc.constantFrom('\n', '\r\n'), (rows, length, end) => {
        const text = stringify(rows, { record_delimiter: end, quoted_match: /[\r\n]/ });
        expect(read(text, length).map((record) => record.cells)).toEqual(rows);
      }),
    );
  });

  test('any text at all, in pieces of any length, is read the same way and to its end', () => {
    const text = fc.string({ unit: fc.constantFrom('"', '"', ',', '\n', '\r', 'a', 'b'), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 7 }), (any, length) => {
        expect(read(any, length)).toEqual(read(any));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['unix', 'a,b\nc,d\n'],
    ['windows', 'a,b\r\nc,d\r\n'],
    ['old mac', 'a,b\rc,d\r'],
    ['no end at the end', 'a,b\nc,d'],
    ['blank lines', 'a,b\n\n,\nc,d\n\n'],
  ])('line ends: %s', (_name, text) => {
    expect(cells(text)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('quoted cells may hold commas, quotation marks and line breaks; a quotation mark inside a plain cell is text', () => {
    expect(cells('"<p class=""x"">a,\r\nb</p>",c\n5" pot,\n')).toEqual([
      ['<p class="x">a,\r\nb</p>', 'c'],
      ['5" pot', ''],
    ]);
  });

  test('records know their row in a spreadsheet and their line in the text', () => {
    const records = read('head\n"one\ntwo\r\nthree"\n\nlast\n', 3);
    expect(records.map(({ row, line }) => [row, line])).toEqual([
      [1, 1],
      [2, 2],
      [4, 6],
    ]);
  });
});

describe('a broken record', () => {
  test.each([
    ['text behind a closing quotation mark', 'a,"b"c,d'],
    ['a quotation mark that is never closed', 'a,"b,c'],
    ['an inch sign at the end of a quoted cell', 'a,"5"" pot,c'],
  ])('%s costs its own line only', (_name, bad) => {
    for (const length of [1, 4, 1_000]) {
      const records = read(`x,y,z\n${bad}\n1,"quoted, ""well""",3\n4,5,6\n`, length);
      expect(records.map(({ row, cells: found, problem }) => (problem ? row : found))).toEqual([
        ['x', 'y', 'z'],
        2,
        ['1', 'quoted, "well"', '3'],
        ['4', '5', '6'],
      ]);
    }
  });

  test.each([
    ['next', ['1,", two",3']],
    ['one after some without quotation marks', ['1,2,3', '4,5,6', '7,", quoted",9']],
    ['one of several lines', ['1,", b","two', 'lines"']],
  ])(
    'a quotation mark that is never closed costs its own line only when the %s begins a cell with a comma',
    (_what, good) => {
      for (const length of [1, 4, 1_000]) {
        const records = read(`x,y,z\na,"b,c\n${good.join('\n')}\nend,e,f\n`, length);
        const alone = read(`${good.join('\n')}\n`).map((record) => record.cells);
        expect(records.map(({ row, cells: found, problem }) => (problem ? row : found))).toEqual([
          ['x', 'y', 'z'],
          2,
          ...alone,
          ['end', 'e', 'f'],
        ]);
      }
    },
  );

  test('a cell of several lines is left whole beside a plain one with an inch sign', () => {
    const text = 'x,y,z\n1,"<p>Two,\nlines</p>",5" pot\n';
    expect(cells(text)[1]).toEqual(['1', '<p>Two,\nlines</p>', '5" pot']);
  });

  test('a line that is too long is left out, and those after it are read', () => {
    const long = 'x'.repeat(maxRecordLength + 200_000);
    const records = read(`a\n${long}\nb\n`, 64_000);
    expect(records.map(({ row, line, problem }) => [row, line, problem === undefined])).toEqual([
      [1, 1, true],
      [2, 2, false],
      [3, 3, true],
    ]);
  });

  test('an open quotation mark in front of megabytes costs one line, not the file', () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => `row ${index},plain text without marks`);
    const records = read(['"open,x', ...rows].join('\n'), 64_000);
    expect(records.filter(({ problem }) => problem)).toHaveLength(1);
    expect(records).toHaveLength(rows.length + 1);
  });
});
