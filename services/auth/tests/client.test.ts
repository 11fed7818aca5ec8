import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { clientMarker, userAgentOf } from '../src/client.ts';

function request(headers: Record<string, string>): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  Object.assign(message.headers, headers);
  return message;
}

const firefox = { 'user-agent': 'Firefox', 'accept-language': 'de', 'sec-ch-ua-platform': 'Linux' };

describe("a client's marker", () => {
  test('is the same for all tabs, wherever the network has put them and whatever they ask for', () => {
    const tab = clientMarker(request({ ...firefox, 'x-forwarded-for': '203.0.113.1', accept: '*/*' }), 'browser');
    expect(clientMarker(request({ ...firefox, 'x-forwarded-for': '198.51.100.1' }), 'browser')).toBe(tab);
  });

  test.each([
    ['program', { 'user-agent': 'curl' }],
    ['language', { 'accept-language': 'en' }],
    ['system', { 'sec-ch-ua-platform': 'Windows' }],
  ])('differs for another %s', (_what, change) => {
    const marker = clientMarker(request(firefox), 'browser');
    expect(clientMarker(request({ ...firefox, ...change }), 'browser')).not.toBe(marker);
  });

  test('differs for a token that was taken out of the cookie', () => {
    expect(clientMarker(request(firefox), 'other')).not.toBe(clientMarker(request(firefox), 'browser'));
  });

  test('exists for a client that says nothing', () => {
    expect(clientMarker(request({}), 'other')).toMatch(/^[\w-]{22}$/);
  });
});

describe('the user agent in the list', () => {
  test('is printable and short', () => {
    expect(userAgentOf(request({ 'user-agent': `  Phone\u0007\u00ff/1 ${'x'.repeat(500)}` }))).toMatch(
      /^Phone\/1 x{192}$/,
    );
    expect(userAgentOf(request({}))).toBe('');
  });
});
