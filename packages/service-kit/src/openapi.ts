import { Problem, type ProblemType, problemTypes } from '@credenza/contracts';
import { z } from 'zod';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1). */
export interface OpenApi {
  openapi: string;
  info: Json;
  servers: Json[];
  tags: Json[];
  paths: Record<string, Record<string, Json>>;
  components: { schemas: Json; securitySchemes: Json };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function strict(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject ? schema.strict() : schema;
}

function problemsOf(one: Route<never>): ProblemType[] {
  const path = one.path.includes('/:');
  const types: ProblemType[] = ['head-too-large', 'too-many-requests', 'internal', 'unavailable', 'invalid'];
  if (one.role !== 'public') types.push('unauthenticated');
  if (one.role !== 'public' && one.role !== 'optional' && one.role !== 'user') types.push('forbidden');
  if (path) types.push('not-found');
  if (one.body || one.bodyKind) types.push('too-large', 'unsupported-media-type');
  if (one.idempotency) types.push('key-reused');
  if (one.idempotency && one.idempotency !== 'own') types.push('in-progress');
  if (one.ifMatch) types.push('stale-version');
  if (one.ifMatch === 'required') types.push('version-required');
  return [...new Set([...types, ...(one.problems ?? [])])];
}

function responsesOf(one: Route<never>): Json {
  const success = String(one.status ?? (one.reply || one.produces ? 200 : 204));
  const headers = {
    'x-correlation-id': {
      schema: { type: 'string' },
      description: 'ties the log lines and events of this request together',
    },
  };
  const content = one.reply
    ? { 'application/json': { schema: schemaOf(one.reply, 'output') } }
    : one.produces
      ? { [one.produces]: { schema: { type: 'string' } } }
      : undefined;
  const responses: Json = { [success]: { description: 'Done', headers, ...(content && { content }) } };
  if (one.method === 'get') responses['304'] = { description: 'Not changed since the ETag in If-None-Match' };
  for (const [status, types] of Map.groupBy(problemsOf(one), (type) => problemTypes[type].status)) {
    responses[String(status)] = {
      description: types.map((type) => `\`${type}\`: ${problemTypes[type].title}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return responses;
}

function parametersOf(one: Route<never>): Json[] {
  const listed = (schema: z.ZodObject | undefined, place: 'path' | 'query') => {
    const json = schema ? schemaOf(strict(schema), 'input') : {};
    const required = new Set(z.array(z.string()).catch([]).parse(json.required));
    return Object.entries(z.record(z.string(), z.unknown()).catch({}).parse(json.properties)).map(
      ([name, property]) => ({
        name,
        in: place,
        required: place === 'path' || required.has(name),
        schema: property,
      }),
    );
  };
  const header = (name: string, required: boolean, description: string, pattern: string) => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string', pattern },
  });
  return [
    ...listed(one.params, 'path'),
    ...listed(one.query, 'query'),
    ...(one.idempotency
      ? [
          header(
            'Idempotency-Key',
            one.idempotency === 'required',
            one.idempotency === 'own'
              ? 'The same key and body count once'
              : 'The same key and body get the same answer, for a day',
            '^[A-Za-z0-9_.:\\-]{1,128}$',
          ),
        ]
      : []),
    ...(one.ifMatch
      ? [
          header(
            'If-Match',
            one.ifMatch === 'required',
            'The ETag of the version that is changed',
            '^(W/)?"[0-9]{1,15}(\\.[A-Za-z0-9_-]{1,64})?"$',
          ),
        ]
      : []),
  ];
}

function bodyOf(one: Route<never>): Json | undefined {
  if (one.body && one.bodyKind !== 'raw') {
    return {
      required: !one.body.safeParse(undefined).success,
      content: { 'application/json': { schema: schemaOf(strict(one.body), 'input') } },
    };
  }
  if (!one.bodyKind) return undefined;
  const types = one.consumes ?? ['application/octet-stream'];
  return { required: true, content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }])) };
}

function operationId(one: Route<never>): string {
  const words = one.path.split('/').filter((part) => part !== '' && part !== 'api');
  return [one.method, ...words.map((word) => word.replace(':', 'by-'))].join('-').replaceAll(/[^\w-]/g, '-');
}

/**
 * Describes a service's public routes.
 *
 * @param service its name and one-sentence summary
 * @param routes its routes; internal ones are left out
 * @param url where the API is reached
 * @returns the document
 */
export function openApiOf(service: { name: string; summary: string }, routes: Route<never>[], url: string): OpenApi {
  const paths: OpenApi['paths'] = {};
  for (const one of routes.filter((each) => each.role !== 'service')) {
    const path = one.path.replaceAll(/:(\w+)/g, '{$1}');
    const body = bodyOf(one);
    const operations = paths[path] ?? {};
    operations[one.method] = {
      operationId: operationId(one),
      tags: [service.name],
      summary: one.summary,
      parameters: parametersOf(one),
      ...(body && { requestBody: body }),
      responses: responsesOf(one),
      security:
        one.role === 'public' ? [] : one.role === 'optional' ? [{}, { accessToken: [] }] : [{ accessToken: [] }],
      ...(one.role !== 'public' && { 'x-roles': one.role }),
    };
    paths[path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `Credenza ${service.name}`,
      version: '1',
      description: service.summary,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url }],
    tags: [{ name: service.name, description: service.summary }],
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, 'output') },
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
