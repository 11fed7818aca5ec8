import { createWriteStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const largestBytes = 20_000_000;

/** Raw lines of every process, one file each. */
export interface LogFiles {
  folder: string;
  write(name: string, line: string): void;
  close(): Promise<void>;
}

/**
 * Opens the log files of a run; a file that has grown over 20 MB begins anew.
 *
 * @param folder where they are
 * @returns the writer
 */
export function openLogFiles(folder: string): LogFiles {
  const streams = new Map<string, ReturnType<typeof createWriteStream>>();
  const open = (name: string) => {
    const path = join(folder, `${name.replace(':', '-')}.log`);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestBytes) rmSync(path);
    const stream = createWriteStream(path, { flags: 'a' });
    stream.on('error', () => {}); // a full disk must not end the marketplace
    streams.set(name, stream);
    return stream;
  };
  return {
    folder,
    write(name, line) {
      (streams.get(name) ?? open(name)).write(`${line}\n`);
    },
    async close() {
      const closing = [...streams.values()].map((stream) => new Promise<void>((resolve) => stream.end(resolve)));
      await Promise.all(closing);
    },
  };
}
