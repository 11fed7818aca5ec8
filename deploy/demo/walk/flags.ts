import { parseArgs } from 'node:util';
import { PlainError } from '../../local/plain-error.ts';
import { defaultBase } from '../../local/ports.ts';

/** What a person can ask of `npm run demo`. */
export interface Flags {
  url: string;
  product: string | undefined;
  help: boolean;
}

/** What `--help` prints. */
export const usage = `Buys something in a running marketplace and prints every step and event: npm run demo -- [flags]

  --url http://localhost:5000   where the marketplace is (default http://localhost:${defaultBase})
  --product "oak bench"         what to buy: a product's id or words to search for (default: anything below €300)
  --help                        show this

CREDENZA_DATA (default .credenza) is the marketplace's data folder; its logs tell the events.`;

/**
 * Reads the command line.
 *
 * @param args what follows the program's name
 * @returns the flags
 * @throws PlainError for a flag that does not exist, or a url that is none
 */
export function readFlags(args: string[]): Flags {
  const { url = `http://localhost:${defaultBase}`, product, help = false } = parse(args);
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new PlainError(`--url takes an address such as http://localhost:${defaultBase}, not ${url}.`);
  }
  return { url: url.replace(/\/+$/, ''), product, help };
}

function parse(args: string[]) {
  try {
    const options = { url: { type: 'string' }, product: { type: 'string' }, help: { type: 'boolean' } } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : error;
    throw new PlainError(`${reason}; see npm run demo -- --help.`);
  }
}
