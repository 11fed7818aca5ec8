import { relative } from 'node:path';
import { z } from 'zod';

const JestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numRuntimeErrorTestSuites: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** What a run has come to. */
export interface Counts {
  passed: number;
  failed: number;
  /** The tests that did not run although they were meant, each with its file. */
  skipped: string[];
}

/**
 * @param text the report that Jest has written
 * @param root the folder to which the files' names are relative
 * @returns its numbers; a file that could not be loaded counts as one failure
 * @throws ZodError or SyntaxError when it is no such report
 */
export function readReport(text: string, root: string): Counts {
  const report = JestReport.parse(JSON.parse(text));
  const skipped = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => ['pending', 'skipped', 'todo', 'disabled'].includes(status))
      .map(({ fullName }) => `${relative(root, name)}: ${fullName}`),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped,
  };
}

/**
 * @param counts of everything that ran
 * @returns the lines that end a run; the last one has its numbers and nothing else
 */
export function lastLines({ passed, failed, skipped }: Counts): string {
  const named = skipped.length === 0 ? [] : ['Skipped:', ...skipped.map((name) => `  ${name}`)];
  return ['', ...named, `${passed} passed, ${failed} failed`].join('\n');
}
