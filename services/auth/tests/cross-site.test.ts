import { describe, expect, test } from '@jest/globals';
import { isCrossSite } from '../src/cross-site.ts';

const publicUrl = 'https://shop.example';

describe('a request with the refresh cookie counts', () => {
  test.each([
    ['from the shop itself', { 'sec-fetch-site': 'same-origin', origin: 'https://shop.example' }],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }],
    ['from a program', {}],
    [
      'from the shop behind a proxy that has another name for it',
      { origin: 'https://shop.example', host: 'auth:4001' },
    ],
    ['from another name of this very server', { origin: 'http://127.0.0.1:4000', host: '127.0.0.1:4000' }],
    ['from the name that the proxy was called by', { origin: 'http://kind.local', 'x-forwarded-host': 'kind.local' }],
  ])('%s', (_from, headers) => {
    expect(isCrossSite(headers, publicUrl)).toBe(false);
  });
});

describe('a request with the refresh cookie does not count', () => {
  test.each([
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['from a sibling subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://blog.shop.example' }],
    ['from another site in an old browser', { origin: 'https://evil.example', host: 'shop.example' }],
    ['from the same host in plain text', { origin: 'http://shop.example', 'sec-fetch-site': 'cross-site' }],
    ['from a sandboxed frame', { origin: 'null', host: 'shop.example' }],
    ['from an origin that cannot be read', { origin: 'http://', host: 'shop.example' }],
  ])('%s', (_from, headers) => {
    expect(isCrossSite(headers, publicUrl)).toBe(true);
  });
});
