import { expect, test } from '@jest/globals';
import { makeTerminal } from '../../deploy/local/terminal.ts';

const event = { time: '12:00:00.000', text: '→  order.paid', tone: 'event' as const };

function written() {
  const lines: string[] = [];
  return {
    lines,
    terminal: makeTerminal(
      (text) => lines.push(text),
      false,
      () => new Date(0),
    ),
  };
}

test('events can be left out for a while, warnings and what is said never are', () => {
  const { lines, terminal } = written();
  terminal.showEvents(false);
  terminal.show('order', event);
  terminal.show('order', { time: '', text: 'slow', tone: 'warning' });
  terminal.show('credenza', { time: '', text: 'Putting in the demo data …', tone: 'plain' });
  expect(lines.map((line) => line.trim().split('  ').at(-1))).toEqual([
    expect.stringContaining('slow'),
    '00:00:00.000 Putting in the demo data …',
  ]);
  terminal.showEvents(true);
  terminal.show('order', event);
  expect(lines).toHaveLength(3);
});

test('the words of all services begin in one column', () => {
  const { lines, terminal } = written();
  for (const name of ['order', 'seller-dashboard']) terminal.show(name, event);
  expect(new Set(lines.map((line) => line.indexOf('→'))).size).toBe(1);
});
