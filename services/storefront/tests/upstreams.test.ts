import { serviceNames } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { destinationOf, upstreams } from '../src/upstreams.ts';

const table = upstreams('http://127.0.0.1:{port}', 5000);

describe('the addresses', () => {
  test('name every service, and all ports move with the storefront’s own', () => {
    expect(table.map(({ name }) => name)).toEqual(serviceNames);
    expect(table.find(({ name }) => name === 'product')?.url).toBe('http://127.0.0.1:5002');
    expect(upstreams('http://{name}', 4000).find(({ name }) => name === 'cart')?.url).toBe('http://cart');
  });
});

describe('the route table', () => {
  test.each([
    ['/api/orders', 'order'],
    ['/api/orders/ord_1?x=/api/cart', 'order'],
    ['/api/orders?path=..%2f..\\x', 'order'],
    ['/api/orders/%C3%A9', 'order'],
    ['/api/realtime/?EIO=4', 'notification'],
    ['/media/uploads/prd_1/x.webp', 'product'],
  ])('%s goes to %s as it is', (target, name) => {
    const to = destinationOf(table, target);
    expect(to?.upstream.name).toBe(name);
    expect(to?.path).toBe(target);
  });

  test.each([
    '/api/ordersandmore',
    '/media/lamp.svg',
    '/internal/reservations',
    '/events/order.created',
    '/metrics',
    '/',
    '',
    '*',
    '//api/orders',
    '//[',
    'http://127.0.0.1/api/orders',
    '/api/products/../../internal/offers',
    '/api/products/./x',
    '/api/products/..',
    '/api/products/%2e%2e/%2E%2e/internal/offers',
    '/api/products/.%2e/x',
    '/api/products/..%2f..%2finternal/offers',
    '/api/products/x\\..\\..\\..\\internal/offers',
    '/api/products/x%5c..%5C..%5c..%5cinternal/offers',
    '/api\\products',
    '/api/products/.\t./.\t./internal/offers',
    '/api/products/..#/x',
  ])('%j goes nowhere', (target) => {
    expect(destinationOf(table, target)).toBeUndefined();
  });

  test('whatever is asked for, what is sent on reads as a public path however often it is resolved', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%5C',
      '%2f',
      'internal',
      'api',
      'products',
      'x',
      '\t',
      '?',
      '#',
      ';',
      '%25',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const to = destinationOf(table, `/api/products/${pieces.join('')}`);
        if (!to) return;
        const once = new URL(to.path, 'http://x').pathname;
        const decoded = new URL(
          once.replaceAll(/%(2e|2f|5c)/gi, (code) => decodeURIComponent(code)),
          'http://x',
        );
        expect(once).toMatch(/^\/api\/products(\/|$)/);
        expect(decoded.pathname).toMatch(/^\/api\/products(\/|$)/);
      }),
      { numRuns: 2_000 },
    );
  });
});
