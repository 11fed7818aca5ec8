import { eventCatalogue } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { asyncApiOf, openApiOf, route } from '../src/index.ts';

const service = { name: 'shop', summary: 'A shop.' };
const Params = z.object({ thingId: z.string() });
const full = route({
  method: 'post',
  path: '/api/shop/:thingId/parts',
  summary: 'Add a part.',
  role: ['seller', 'admin'],
  idempotency: 'required',
  ifMatch: 'required',
  params: Params,
  query: z.object({ dryRun: z.coerce.boolean().optional() }),
  body: z.object({ name: z.string().max(10) }),
  reply: z.object({ partId: z.string() }),
  status: 201,
  problems: ['conflict'],
  async handle() {
    return { partId: 'p' };
  },
});
const open = route({
  method: 'get',
  path: '/api/shop',
  summary: 'Look.',
  role: 'public',
  reply: z.object({}),
  handle: async () => ({}),
});
const gone = route({
  method: 'delete',
  path: '/api/shop/:thingId',
  summary: 'Remove.',
  role: 'user',
  params: Params,
  async handle() {},
});
const inner = route({
  method: 'post',
  path: '/internal/x',
  summary: 'Inside.',
  role: 'service',
  handle: async () => undefined,
});
const raw = route({
  method: 'post',
  path: '/api/shop/upload',
  summary: 'Upload.',
  role: 'optional',
  bodyKind: 'stream',
  consumes: ['text/csv'],
  produces: 'text/csv',
  handle: async () => undefined,
});
const document = openApiOf(service, [full, open, gone, inner, raw], 'http://localhost:4000');

describe('OpenAPI', () => {
  const post = document.paths['/api/shop/{thingId}/parts']?.post as any;

  test('shows public routes and hides those between services', () => {
    expect(Object.keys(document.paths)).toEqual([
      '/api/shop/{thingId}/parts',
      '/api/shop',
      '/api/shop/{thingId}',
      '/api/shop/upload',
    ]);
  });

  test('names path, query and header parameters with what they must be', () => {
    const parameters = Object.fromEntries(post.parameters.map((one: any) => [one.name, [one.in, one.required]]));
    expect(parameters).toEqual({
      thingId: ['path', true],
      dryRun: ['query', false],
      'Idempotency-Key': ['header', true],
      'If-Match': ['header', true],
    });
  });

  test('lists every status that a route can answer', () => {
    expect(Object.keys(post.responses).sort()).toEqual([
      '201',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '413',
      '415',
      '422',
      '428',
      '429',
      '431',
      '500',
      '503',
    ]);
    const look = document.paths['/api/shop']?.get as any;
    expect(Object.keys(look.responses)).toContain('304');
    expect(Object.keys(look.responses)).not.toContain('401');
    const remove = document.paths['/api/shop/{thingId}']?.delete as any;
    expect(remove.responses['204'].content).toBeUndefined();
    expect(Object.keys(remove.responses)).not.toContain('403');
  });

  test('refuses unknown fields in bodies and tells who may call', () => {
    expect(post.requestBody.content['application/json'].schema.additionalProperties).toBe(false);
    expect(post.security).toEqual([{ accessToken: [] }]);
    expect(post['x-roles']).toEqual(['seller', 'admin']);
    expect((document.paths['/api/shop']?.get as any)?.security).toEqual([]);
    expect((document.paths['/api/shop/upload']?.post as any)?.security).toEqual([{}, { accessToken: [] }]);
  });

  test('describes bodies that are not JSON', () => {
    const upload = document.paths['/api/shop/upload']?.post as any;
    expect(Object.keys(upload.requestBody.content)).toEqual(['text/csv']);
    expect(Object.keys(upload.responses['200'].content)).toEqual(['text/csv']);
  });

  test('gives every operation a name of its own', () => {
    const ids = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map((one) => one.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('AsyncAPI', () => {
  const api = asyncApiOf(eventCatalogue(), [{ service: 'payment', types: ['order.created'] }]) as any;

  test('has a channel and a message for every event, and an operation for every part taken', () => {
    expect(Object.keys(api.channels).sort()).toEqual(
      eventCatalogue()
        .map(({ type }) => type.replaceAll('.', '_'))
        .sort(),
    );
    expect(api.operations.payment_handles_order_created).toMatchObject({ action: 'receive' });
    expect(api.operations.order_publishes_order_created).toMatchObject({ action: 'send' });
  });

  test('every reference leads somewhere', () => {
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(references.length).toBeGreaterThan(20);
    for (const path of references) {
      const found = path.split('/').reduce((node: any, key) => node?.[key], api);
      expect({ path, found: found !== undefined }).toEqual({ path, found: true });
    }
  });
});
