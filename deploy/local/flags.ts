import { parseArgs } from 'node:util';
import { PlainError } from './plain-error.ts';
import { defaultBase } from './ports.ts';

/** What a person can ask of `npm start`. */
export interface Flags {
  only: string[] | undefined;
  /** False: the parts around the services alone. */
  services: boolean;
  reset: boolean;
  seed: boolean;
  base: number;
  verbose: boolean;
  help: boolean;
}

/** What `--help` prints. */
export const usage = `Starts the marketplace on this machine: npm start -- [flags]

  --only order,payment   run only these services (with their sidecars, MongoDB, Redis and the mail catcher)
  --no-services          run MongoDB, Redis and the mail catcher alone, for services that you start with the Dapr CLI
  --reset                delete all local data first (refused with MONGO_URL or REDIS_URL: those are yours)
  --no-seed              do not put in the demo data at the first start
  --port 5000            use another range of ports (default ${defaultBase}: everything lies between ${defaultBase} and ${defaultBase + 499})
  --verbose              show every line that every process writes
  --help                 show this

MONGO_URL, REDIS_URL and DAPRD name servers and a sidecar to use instead of the runner's own; CREDENZA_DATA (default
.credenza) is where the data is kept, CREDENZA_CACHE (default ~/.cache/credenza) where fetched programs are.`;

/**
 * Reads the command line.
 *
 * @param args what follows the program's name
 * @returns the flags
 * @throws PlainError for a flag that does not exist or makes no sense
 */
export function readFlags(args: string[]): Flags {
  const { values } = parse(args);
  const base = Number(values.port ?? defaultBase);
  if (!Number.isInteger(base) || base < 1_024 || base > 65_000) {
    throw new PlainError(`--port takes a number from 1024 to 65000, not ${values.port}.`);
  }
  if (values.only && values.services === false) throw new PlainError('--only and --no-services exclude each other.');
  const only = values.only?.flatMap((part) => part.split(',')).map((name) => name.trim());
  return {
    only: only?.filter((name) => name !== ''),
    services: values.services ?? true,
    reset: values.reset ?? false,
    seed: values.seed ?? true,
    base,
    verbose: values.verbose ?? false,
    help: values.help ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        only: { type: 'string', multiple: true },
        services: { type: 'boolean' },
        reset: { type: 'boolean' },
        seed: { type: 'boolean' },
        port: { type: 'string' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : error;
    throw new PlainError(`${reason}; see npm start -- --help.`);
  }
}
