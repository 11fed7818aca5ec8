import { styleText } from 'node:util';
import { serviceNames } from '@credenza/contracts';
import type { Shown } from './log-line.ts';

const colours = [
  'cyan',
  'green',
  'yellow',
  'magenta',
  'blue',
  'cyanBright',
  'greenBright',
  'magentaBright',
  'blueBright',
] as const;
const widest = Math.max(...serviceNames.map(({ length }) => length));

/** Writes lines of all processes to one terminal, each process in a colour of its own. */
export interface Terminal {
  show(name: string, line: Shown): void;
  /** @param wanted whether events are shown from now on; they are until somebody says otherwise */
  showEvents(wanted: boolean): void;
}

/**
 * @param write where text goes
 * @param coloured whether it understands colours
 * @param now the time, for lines that bring none
 * @returns the terminal
 */
export function makeTerminal(write: (text: string) => void, coloured: boolean, now: () => Date): Terminal {
  let events = true;
  const seen: string[] = [];
  const colourOf = (name: string) => {
    const service = name.replace(/:dapr$/, '');
    if (!seen.includes(service)) seen.push(service);
    return colours[seen.indexOf(service) % colours.length] ?? 'cyan';
  };
  const styled = (style: Parameters<typeof styleText>[0], text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text;

  return {
    showEvents(wanted) {
      events = wanted;
    },
    show(name, { time, text, tone }) {
      if (tone === 'event' && !events) return;
      const when = styled('dim', time || clock(now()));
      const who = name === 'credenza' ? '' : `${styled(colourOf(name), name.padEnd(widest))} `;
      const what = tone === 'error' ? styled('red', text) : tone === 'warning' ? styled('yellow', text) : text;
      write(`${when} ${who}${what}\n`);
    },
  };
}

/** Service logs are in UTC; so are the runner's own lines. */
function clock(now: Date): string {
  return now.toISOString().slice(11, 23);
}
