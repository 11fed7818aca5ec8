/** Told in whole lines what is being prepared. */
export type Progress = (line: string) => void;

/**
 * Repeats a line with the seconds gone by while something slow runs.
 *
 * @param progress where the lines go
 * @param line makes the line from the seconds since the start
 * @param work what takes long
 * @returns what the work returns
 */
export async function ticking<Result>(
  progress: Progress,
  line: (seconds: number) => string,
  work: () => Promise<Result>,
): Promise<Result> {
  const begun = performance.now();
  const timer = setInterval(() => progress(line(Math.round((performance.now() - begun) / 1_000))), 15_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
