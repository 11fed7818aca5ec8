import { describe, expect, test } from '@jest/globals';
import { lastWords, shown } from '../../deploy/local/log-line.ts';

const at = '2026-11-23T12:03:01.123Z';
const service = (fields: object) => shown('order', JSON.stringify({ level: 30, time: at, msg: '', ...fields }), false);
const sidecar = (fields: object) =>
  shown('order:dapr', JSON.stringify({ level: 'warning', time: at, ...fields }), false);

describe('what the terminal shows', () => {
  test('an event is one compact line', () => {
    const out = { kind: 'event', direction: 'out', event: 'order.created', subject: 'ord_1' };
    expect(service(out)).toEqual({ time: '12:03:01.123', text: '→  order.created       ord_1', tone: 'event' });
    const taken = {
      kind: 'event',
      direction: 'in',
      event: 'order.created',
      subject: 'ord_1',
      ms: 12.4,
      outcome: 'retry',
    };
    expect(service(taken)?.text).toBe('←  order.created       ord_1  12 ms  retry');
  });

  test('warnings and errors are shown, with their cause; information is not', () => {
    expect(service({ msg: 'order listens' })).toBeUndefined();
    expect(service({ level: 40, msg: 'slow' })?.tone).toBe('warning');
    const failed = service({ level: 50, msg: 'no answer', err: { message: 'ECONNREFUSED' } });
    expect(failed).toMatchObject({ text: 'no answer: ECONNREFUSED', tone: 'error' });
  });

  test('what is no log line, such as a crash of Node, is shown', () => {
    expect(shown('order', 'Error: no brain', false)).toMatchObject({ text: 'Error: no brain', tone: 'warning' });
    for (const noise of [
      '',
      '    at main (file:///app/server.ts:1)',
      'Node.js v24.21.0',
      '/app/server.ts:7',
      'file:///app/x.ts:3',
    ]) {
      expect(shown('order', noise, false)).toBeUndefined();
    }
  });

  test('a sidecar speaks only when something is wrong', () => {
    expect(sidecar({ msg: 'component pubsub is lost' })?.tone).toBe('warning');
    expect(sidecar({ level: 'error', msg: 'no redis' })?.tone).toBe('error');
    expect(sidecar({ level: 'info', msg: 'loaded' })).toBeUndefined();
    expect(sidecar({ msg: 'Actor runtime disabled: placement service is not configured' })).toBeUndefined();
  });

  test('verbose shows everything', () => {
    expect(shown('redis', 'Ready to accept connections', true)?.text).toBe('Ready to accept connections');
    expect(shown('redis', 'Ready to accept connections', false)).toBeUndefined();
  });
});

describe('the last words of a process', () => {
  test('name the error, not what Node prints around it', () => {
    const crash = [
      '/app/server.ts:1',
      'throw new Error("no brain");',
      '^',
      '',
      'Error: no brain',
      '    at x',
      '',
      'Node.js v24',
    ];
    expect(lastWords(crash)).toBe('Error: no brain');
  });

  test('prefer the last logged error to what follows it', () => {
    const fatal = JSON.stringify({ level: 60, msg: 'The environment is not complete:\n  PORT: wrong' });
    const later = JSON.stringify({ level: 30, msg: 'bye' });
    expect(lastWords([fatal, later])).toBe('The environment is not complete: PORT: wrong');
  });

  test('are the last line when no error was named, and nothing when there is none', () => {
    expect(lastWords(['one', 'two', ''])).toBe('two');
    expect(lastWords([])).toBe('');
  });
});
