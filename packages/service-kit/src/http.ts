import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import type { TokenCheck } from './auth.ts';
import { Forbidden, Invalid, Refusal, Unauthenticated } from './errors.ts';
import type { IdempotencyKeys } from './idempotency.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { invalidInput, problemOf } from './problem.ts';
import type { RateLimits } from './rate-limit.ts';
import { type Access, type RateLimit, RawReply, Reply, type Route, type User } from './route.ts';
import { currentScope, inScope, scopeFrom } from './scope.ts';

/** What the edge needs to serve routes. */
export interface Edge<Context> {
  context: Context;
  checkToken: TokenCheck;
  appToken: string;
  idempotency: IdempotencyKeys;
  limits: RateLimits;
  log: Log;
  metrics: Metrics;
  /** Whether replies are compared with their schema (in tests). */
  checkReplies: boolean;
}

/** What an API should send by the OWASP REST security cheat sheet; written once because they are the same for every answer. */
const securityHeaders: [string, string][] = [
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['cross-origin-resource-policy', 'same-origin'],
  ['referrer-policy', 'no-referrer'],
  ['strict-transport-security', 'max-age=31536000; includeSubDomains'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
];

const defaultLimit: RateLimit = { points: 1_200, seconds: 60 };

/**
 * Makes an Express app with the kit's rules for every request: security headers, no query objects, and a caller's address that
 * the caller cannot choose.
 *
 * @param trustedProxies whose X-Forwarded-For is believed, as Express takes it
 * @returns the app, without routes; what an answer must send differently, such as a page's own policy, it sets itself
 */
export function makeApp(trustedProxies: string): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', trustedProxies);
  app.set('case sensitive routing', true);
  app.use((_req, res, next) => {
    for (const [name, value] of securityHeaders) res.setHeader(name, value);
    next();
  });
  return app;
}

/**
 * Serves routes on an app, and answers everything that fits none with a problem.
 *
 * @param app from `makeApp`
 * @param routes the endpoints
 * @param edge what they need
 */
export function serveRoutes<Context>(app: Express, routes: Route<Context>[], edge: Edge<Context>): void {
  for (const one of routes) {
    const readBody = bodyReader(one);
    const strict = strictSchemas(one);
    app[one.method](one.path, (req, res) => {
      const began = performance.now();
      const scope = scopeFrom({
        correlationId: header(req, 'x-correlation-id'),
        traceparent: header(req, 'traceparent'),
      });
      return inScope(scope, async () => {
        try {
          await authorise(one, req, edge, async (user) => {
            await readBody(req, res);
            await serve(one, strict, req, res, user, edge);
          });
        } catch (error) {
          refuse(error, req, res, edge.log);
        } finally {
          const ms = performance.now() - began;
          edge.metrics.requests.observe({ method: req.method, route: one.path, status: res.statusCode }, ms / 1_000);
          edge.log.debug({ method: req.method, path: req.path, status: res.statusCode, ms: Math.round(ms) }, 'request');
        }
      });
    });
  }
}

/**
 * Answers what no route has taken: 405 for a known path, 404 otherwise; and maps what Express itself throws.
 *
 * @param app the app, after all its routes
 * @param routes the endpoints
 * @param log for the unexpected
 */
export function serveLeftovers<Context>(app: Express, routes: Route<Context>[], log: Log): void {
  const methods = Map.groupBy(routes, (one) => one.path);
  for (const [path, group] of methods) {
    const allow = [...new Set(group.map((one) => one.method.toUpperCase()))].join(', ');
    app.all(path, (req, res) => {
      res.setHeader('allow', allow);
      refuse(new Refusal('method-not-allowed', `This address takes ${allow}.`), req, res, log);
    });
  }
  app.use((req, res) => refuse(new Refusal('not-found', 'There is nothing at this address.'), req, res, log));
  app.use((error: unknown, req: Request, res: Response, _next: unknown) => refuse(error, req, res, log));
}

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function strictSchemas(one: Route<never>) {
  const strict = (schema: z.ZodType | undefined) => (schema instanceof z.ZodObject ? schema.strict() : schema);
  return { params: strict(one.params), query: strict(one.query) ?? z.strictObject({}), body: strict(one.body) };
}

function bodyReader(one: Route<never>): (req: Request, res: Response) => Promise<void> {
  if (!one.body && !one.bodyKind) return expectNoBody;
  const kind = one.bodyKind ?? 'json';
  if (kind === 'stream') return async (req) => expectType(req, one.consumes);
  const parser =
    kind === 'raw'
      ? express.raw({ type: () => true, limit: '1mb' })
      : express.json({ type: () => true, limit: '100kb', strict: false });
  const types = one.consumes ?? (kind === 'json' ? ['application/json'] : undefined);
  return async (req, res) => {
    expectType(req, types);
    await parsed(parser, req, res);
  };
}

async function parsed(parser: RequestHandler, req: Request, res: Response): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    parser(req, res, (error?: unknown) => (error ? reject(error) : resolve())),
  );
}

/** Whether the request's headers say that nothing follows them. */
function isEmpty(req: Request): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = req.headers;
  return length === '0' || (!length && !encoding);
}

const readLittle = express.text({ type: () => true, limit: '1kb' });

/** Many clients send `{}` where there is nothing to say; anything more was meant for an address that would look at it. */
async function expectNoBody(req: Request, res: Response): Promise<void> {
  if (isEmpty(req)) return;
  const readable = await parsed(readLittle, req, res).then(
    () => true,
    () => false,
  );
  if (!readable || !/^\s*(\{\s*\}\s*)?$/.test(String(req.body ?? ''))) {
    throw new Invalid('This address takes no body.', [{ field: 'body', message: 'must be empty' }]);
  }
}

function expectType(req: Request, types: string[] | undefined): void {
  if (!types) return;
  const sent = header(req, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  if (sent === undefined && isEmpty(req)) return; // the schema says that the body is missing
  if (sent === undefined || !types.includes(sent)) {
    throw new Refusal('unsupported-media-type', `Send ${types.join(' or ')}.`);
  }
}

/** Compares in constant time, so that an answer's delay tells nothing about the secret. */
function sameSecret(given: string | undefined, secret: string): boolean {
  if (given === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * @param req a request
 * @param appToken the secret that the sidecar shows
 * @throws Unauthenticated unless the sidecar sent it
 */
export function requireSidecar(req: IncomingMessage, appToken: string): void {
  if (!sameSecret(header(req, 'dapr-api-token'), appToken))
    throw new Unauthenticated('Only the sidecar may call this.');
}

function rolesOf(access: Access): readonly string[] | undefined {
  if (access === 'public' || access === 'optional' || access === 'service' || access === 'user') return undefined;
  return typeof access === 'string' ? [access] : access;
}

async function userOf(req: Request, edge: Edge<never>): Promise<User | undefined> {
  const bearer = /^Bearer +([\w.~+/-]+=*)$/i.exec(header(req, 'authorization') ?? '')?.[1];
  if (bearer === undefined) {
    if (req.headers.authorization !== undefined)
      throw new Unauthenticated('Send the access token as "Bearer <token>".');
    return undefined;
  }
  return await edge.checkToken(bearer);
}

async function authorise<Context>(
  one: Route<Context>,
  req: Request,
  edge: Edge<Context>,
  then: (user: User | undefined) => Promise<void>,
): Promise<void> {
  if (one.role === 'service') requireSidecar(req, edge.appToken);
  const user = one.role === 'public' || one.role === 'service' ? undefined : await userOf(req, edge as Edge<never>);
  if (!user && one.role !== 'public' && one.role !== 'optional' && one.role !== 'service') throw new Unauthenticated();
  const roles = rolesOf(one.role);
  if (user && roles && !roles.includes(user.role)) throw new Forbidden();
  const scope = currentScope();
  if (user && scope) scope.userId = user.id;
  const limit = one.limit ?? (one.method === 'get' || one.role === 'service' ? undefined : defaultLimit);
  if (limit) {
    const by = limit.by === 'address' ? undefined : user?.id;
    await edge.limits.consume(one.limit ? `${one.method}:${one.path}` : 'changes', limit, by ?? `ip:${req.ip}`);
  }
  await then(user);
}

async function serve<Context>(
  one: Route<Context>,
  schemas: ReturnType<typeof strictSchemas>,
  req: Request,
  res: Response,
  user: User | undefined,
  edge: Edge<Context>,
): Promise<void> {
  const input = {
    params: check('params', schemas.params, { ...req.params }),
    query: check('query', schemas.query, { ...req.query }),
    body: one.bodyKind === 'raw' ? undefined : check('body', schemas.body, req.body),
    rawBody: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
    user,
    ifVersion: ifVersion(one, req),
    idempotencyKey: idempotencyKey(one, req),
    cookies: cookiesOf(req),
    address: req.ip ?? '',
    request: req,
  };
  if (input.idempotencyKey === undefined || one.idempotency === 'own') {
    await answer(one, await one.handle(input as never, edge.context), req, res, edge);
    return;
  }
  await serveOnce(one, input, input.idempotencyKey, req, res, edge);
}

async function serveOnce<Context>(
  one: Route<Context>,
  input: { user: User | undefined; body: unknown; params: unknown; address: string },
  key: string,
  req: Request,
  res: Response,
  edge: Edge<Context>,
): Promise<void> {
  const id = `${input.user?.id ?? input.address}:${one.method} ${one.path}:${key}`;
  const taken = await edge.idempotency.take(id, JSON.stringify([input.params, req.query, input.body]));
  if ('answer' in taken) {
    const { status, headers, body } = taken.answer;
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    res.setHeader('idempotency-replayed', 'true');
    finish(res, status, body === '' ? undefined : Buffer.from(body));
    return;
  }
  const { lease } = taken;
  try {
    const rendered = render(one, await one.handle(input as never, edge.context), edge);
    await edge.idempotency.keep(id, lease, {
      status: rendered.status,
      body: rendered.text,
      headers: textHeaders(rendered.headers),
    });
    send(rendered, res);
  } catch (error) {
    const problem = problemOf(error, req.path);
    const final = problem.status < 500 && problem.status !== 429;
    const text = JSON.stringify(problem.body);
    const headers = { ...problem.headers, 'content-type': 'application/problem+json' };
    if (final) await edge.idempotency.keep(id, lease, { status: problem.status, body: text, headers });
    else await edge.idempotency.giveBack(id, lease);
    throw error;
  }
}

function check(where: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (!result.success) throw invalidInput(where, result.error);
  return result.data;
}

function ifVersion(one: Route<never>, req: Request): number | undefined {
  const sent = header(req, 'if-match');
  if (!one.ifMatch) return undefined;
  if (sent === undefined || sent === '*') {
    if (one.ifMatch === 'required' && sent === undefined)
      throw new Refusal('version-required', 'Send the ETag that you have read in If-Match.');
    return undefined;
  }
  // What follows a point tells apart answers of one version, such as those before and after a sale.
  const version = /^(?:W\/)?"(\d{1,15})(?:\.[\w-]{1,64})?"$/.exec(sent)?.[1];
  if (version === undefined)
    throw new Invalid('If-Match is not an ETag of this resource.', [
      { field: 'headers.if-match', message: 'must be an ETag such as "3"' },
    ]);
  return Number(version);
}

function idempotencyKey(one: Route<never>, req: Request): string | undefined {
  if (!one.idempotency) return undefined;
  const sent = header(req, 'idempotency-key');
  const field = 'headers.idempotency-key';
  if (sent === undefined) {
    if (one.idempotency === 'required')
      throw new Invalid('An Idempotency-Key is needed.', [{ field, message: 'is missing' }]);
    return undefined;
  }
  if (!/^[\w.:-]{1,128}$/.test(sent))
    throw new Invalid('The Idempotency-Key is not valid.', [
      { field, message: 'must be 1 to 128 letters, digits or . : _ -' },
    ]);
  return sent;
}

function cookiesOf(req: Request): Record<string, string> {
  const sent = req.headers.cookie;
  if (sent === undefined) return {};
  const pairs = sent.split(';').map((pair) => pair.trim().split('='));
  return Object.fromEntries(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}

interface Rendered {
  status: number;
  headers: Record<string, string | string[]>;
  text: string;
}

function render(one: Route<never>, result: unknown, edge: { checkReplies: boolean }): Rendered {
  const reply = result instanceof Reply ? result : new Reply(result);
  const empty = reply.body === undefined;
  if (edge.checkReplies && one.reply && !empty) one.reply.parse(JSON.parse(JSON.stringify(reply.body)));
  return {
    status: reply.status ?? one.status ?? (empty ? 204 : 200),
    headers: empty ? reply.headers : { 'content-type': 'application/json; charset=utf-8', ...reply.headers },
    text: empty ? '' : JSON.stringify(reply.body),
  };
}

function textHeaders(headers: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function send(rendered: Rendered, res: Response): void {
  for (const [name, value] of Object.entries(rendered.headers)) res.setHeader(name, value);
  finish(res, rendered.status, rendered.text === '' ? undefined : Buffer.from(rendered.text));
}

function finish(res: ServerResponse, status: number, body: Buffer | undefined): void {
  const scope = currentScope();
  if (scope) res.setHeader('x-correlation-id', scope.correlationId);
  res.statusCode = status;
  if (body) res.setHeader('content-length', body.length);
  res.end(body);
}

function unchanged(req: Request, etag: unknown): boolean {
  const known = header(req, 'if-none-match');
  if (known === undefined || typeof etag !== 'string' || req.method !== 'GET') return false;
  const plain = (tag: string) => tag.trim().replace(/^W\//, '');
  return known === '*' || known.split(',').some((tag) => plain(tag) === plain(etag));
}

async function answer<Context>(
  one: Route<Context>,
  result: unknown,
  req: Request,
  res: Response,
  edge: Edge<Context>,
): Promise<void> {
  if (!(result instanceof RawReply)) {
    const rendered = render(one, result, edge);
    if (!unchanged(req, rendered.headers.etag)) return send(rendered, res);
    return send({ ...rendered, status: 304, text: '' }, res);
  }
  for (const [name, value] of Object.entries(result.headers)) res.setHeader(name, value);
  if (unchanged(req, result.headers.etag)) {
    if (!Buffer.isBuffer(result.content)) result.content.destroy();
    return finish(res, 304, undefined);
  }
  if (Buffer.isBuffer(result.content)) return finish(res, one.status ?? 200, result.content);
  res.statusCode = one.status ?? 200;
  await pipeline(result.content, res).catch((error: unknown) => {
    edge.log.warn({ err: error, path: req.path }, 'a stream ended early');
  });
}

function refuse(error: unknown, req: Request, res: Response, log: Log): void {
  const problem = problemOf(error, req.path);
  if (problem.unexpected)
    log.error({ err: error, method: req.method, path: req.path }, 'a request failed unexpectedly');
  else if (problem.status >= 500) log.warn({ err: error, path: req.path }, 'a request could not be served');
  if (res.headersSent) {
    res.destroy();
    return;
  }
  for (const [name, value] of Object.entries({ ...problem.headers, 'content-type': 'application/problem+json' }))
    res.setHeader(name, value);
  // What the client still sends is not read any more; the connection cannot be used again.
  if (!req.complete && !req.readableEnded) res.setHeader('connection', 'close');
  finish(res, problem.status, Buffer.from(JSON.stringify(problem.body)));
}
