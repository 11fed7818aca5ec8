import { createWriteStream, openSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

/** Raw lines of every process, one file each. */
export interface LogFiles {
  folder: string;
  write(name: string, line: string): void;
  close(): Promise<void>;
}

/**
 * Opens the log files of a run. A file that is full is put aside as `<name>.old.log`, in place of the one before, and
 * begins anew: of each process the latest 20 to 40 MB are kept, however long the run.
 *
 * @param folder where they are
 * @param fullBytes when a file is full
 * @returns the writer
 */
export function openLogFiles(folder: string, fullBytes = 20_000_000): LogFiles {
  const files = new Map<string, { stream: WriteStream; bytes: number }>();
  const closing: Promise<void>[] = [];

  const pathOf = (name: string) => join(folder, `${name.replace(':', '-')}.log`);
  const putAside = (name: string) => renameSync(pathOf(name), pathOf(`${name}.old`));

  function open(name: string) {
    const path = pathOf(name);
    const present = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (present >= fullBytes) putAside(name);
    const bytes = present >= fullBytes ? 0 : present;
    // Opened at once: a stream that opens later could find the name given to the next file already.
    const stream = createWriteStream(path, { fd: openSync(path, 'a') });
    stream.on('error', () => {}); // a full disk must not end the marketplace
    const file = { stream, bytes };
    files.set(name, file);
    return file;
  }

  function close(stream: WriteStream): void {
    closing.push(new Promise<void>((resolve) => void stream.once('close', resolve).end()));
  }

  return {
    folder,
    write(name, line) {
      const file = files.get(name) ?? open(name);
      file.bytes += Buffer.byteLength(line) + 1;
      file.stream.write(`${line}\n`);
      if (file.bytes < fullBytes) return;
      close(file.stream);
      files.delete(name);
      putAside(name); // what is still on its way into the file goes along
    },
    async close() {
      for (const { stream } of files.values()) close(stream);
      files.clear();
      await Promise.all(closing);
    },
  };
}
