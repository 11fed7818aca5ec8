/** One record of a CSV text: its cells, or why it cannot be read. */
export interface CsvRecord {
  /** Counted as a spreadsheet does; the first is 1. */
  row: number;
  /** The line of the text that it begins in; the first is 1. */
  line: number;
  cells: string[];
  problem?: string;
}

/** Where one record ends; undefined when more text must come first. */
interface Taken {
  cells: string[];
  end: number;
  problem?: string;
}

const plainCell = /[^,\r\n]*/y;
const lineBreak = /\r\n|\r|\n/g;
const notClosed = 'has a quotation mark that is never closed, or text behind a closing one';

/** How many characters one record may have. */
export const maxRecordLength = 1_000_000;

/**
 * Reads a CSV text (RFC 4180) piece by piece.
 *
 * Its own reader because of what happens behind a stray quotation mark: the libraries at hand either give up or go on
 * inside the quotes and so swallow good rows up to the next quotation mark. Here only the line with the fault is lost:
 * reading goes on with the line after the one that the bad record began in. Where a swallowed row has a cell that begins with
 * a comma, both together can be read as one; `hidesRecord` finds that out, unless this very cell goes over several lines.
 */
export class CsvReader {
  #text = '';
  #row = 1;
  #line = 1;
  #reread = 0;
  #width: number | undefined;
  #skipping = false;

  /** How many characters were read again behind broken records; lets the caller stop a file made to waste time. */
  get reread(): number {
    return this.#reread;
  }

  /**
   * Takes the next piece.
   *
   * @param piece text of any length; long ones are cheaper, because an unfinished record is read again with the next
   * @param last whether it is the end
   * @returns the records that are complete now, blank lines left out
   */
  *push(piece: string, last: boolean): Generator<CsvRecord> {
    this.#text += piece;
    let start = this.#skipping ? this.#skipLine(0) : 0;
    while (start < this.#text.length) {
      const taken = takeRecord(this.#text, start, last) ?? this.#tooLong(start);
      if (!taken) break;
      const { cells } = taken;
      this.#width ??= cells.length;
      const problem =
        taken.problem ?? (hidesRecord(this.#text.slice(start, taken.end), this.#width) ? notClosed : undefined);
      const [row, line] = [this.#row, this.#line];
      if (problem === undefined) {
        this.#row += 1;
        this.#line += lineBreaks(this.#text.slice(start, taken.end));
        start = taken.end;
        if (cells.some((cell) => cell !== '')) yield { row, line, cells };
      } else {
        this.#reread += taken.end - start;
        start = this.#skipLine(start);
        yield { row, line, cells, problem };
      }
    }
    this.#text = this.#text.slice(start);
  }

  #tooLong(start: number): Taken | undefined {
    if (this.#text.length - start <= maxRecordLength) return undefined;
    return { cells: [], end: this.#text.length, problem: `${notClosed}, or is longer than 1 MB` };
  }

  /** Finds the next line; what is left of the present one may still be on its way. */
  #skipLine(from: number): number {
    lineBreak.lastIndex = from;
    const found = lineBreak.exec(this.#text);
    this.#skipping = !found || (found[0] === '\r' && lineBreak.lastIndex === this.#text.length);
    if (this.#skipping) return this.#text.length - (found ? 1 : 0);
    this.#row += 1;
    this.#line += 1;
    return lineBreak.lastIndex;
  }
}

/**
 * Whether the line after a record's first one is a record by itself, although the quotation marks say that it is the inside
 * of a cell. An odd number of them says that one was never closed; without that, a cell of several lines may look like a row.
 */
function hidesRecord(text: string, width: number): boolean {
  lineBreak.lastIndex = 0;
  const second = lineBreak.test(text) ? lineBreak.lastIndex : text.length;
  if (second === text.length || text.split('"').length % 2 === 1) return false;
  const inside = takeRecord(text.slice(second), 0, true);
  return inside?.problem === undefined && inside?.cells.length === width;
}

function lineBreaks(text: string): number {
  return text.match(lineBreak)?.length ?? 0;
}

function takeRecord(text: string, start: number, last: boolean): Taken | undefined {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    const cell = text[at] === '"' ? quotedCell(text, at) : unquotedCell(text, at);
    if (!cell) return last ? { cells, end: text.length, problem: notClosed } : undefined;
    cells.push(cell.value);
    at = cell.end;
    if (at >= text.length) return last ? { cells, end: at } : undefined;
    const next = text[at];
    if (next === ',') at += 1;
    else if (next === '\n') return { cells, end: at + 1 };
    else if (next === '\r') {
      if (at + 1 >= text.length && !last) return undefined; // a line feed may follow
      return { cells, end: text[at + 1] === '\n' ? at + 2 : at + 1 };
    } else return { cells, end: at, problem: notClosed };
  }
}

function unquotedCell(text: string, at: number): { value: string; end: number } {
  plainCell.lastIndex = at;
  const value = plainCell.exec(text)?.[0] ?? '';
  return { value, end: at + value.length };
}

/** A quotation mark inside is doubled. */
function quotedCell(text: string, at: number): { value: string; end: number } | undefined {
  let value = '';
  for (let from = at + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}
