import { describe, expect, test } from '@jest/globals';
import { lastLines, readReport } from '../report.ts';

const report = JSON.stringify({
  numPassedTests: 2,
  numFailedTests: 1,
  numRuntimeErrorTestSuites: 1,
  testResults: [
    { name: '/here/services/order/tests/a.test.ts', assertionResults: [{ fullName: 'a is paid', status: 'passed' }] },
    {
      name: '/here/services/cart/tests/b.test.ts',
      assertionResults: [
        { fullName: 'b is kept', status: 'pending' },
        { fullName: 'c is to come', status: 'todo' },
        { fullName: 'd breaks', status: 'failed' },
      ],
    },
  ],
});

describe('the end of a test run', () => {
  test('is a line with the two numbers and nothing else', () => {
    expect(lastLines({ passed: 12, failed: 0, skipped: [] })).toBe('\n12 passed, 0 failed');
  });

  test('names every skipped test before that line, and counts a file that cannot be loaded as a failure', () => {
    expect(lastLines(readReport(report, '/here')).split('\n')).toEqual([
      '',
      'Skipped:',
      '  services/cart/tests/b.test.ts: b is kept',
      '  services/cart/tests/b.test.ts: c is to come',
      '2 passed, 2 failed',
    ]);
  });
});
