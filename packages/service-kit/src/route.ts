import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { MemberRole, Operation, ProblemType, Role, TokenClaims } from '@credenza/contracts';
import type { z } from 'zod';

/** Who is signed in. */
export interface User {
  id: TokenClaims['sub'];
  role: Role;
  name: string;
  sessionId: TokenClaims['sid'];
  /** The shop that a seller works for; nobody else has one. */
  sellerId?: TokenClaims['sub'] | undefined;
  /** As what. */
  member?: MemberRole | undefined;
}

/**
 * Who may call: everybody (`public`), everybody and we like to know who (`optional`), anybody signed in (`user`),
 * one role or some roles, or another service through its sidecar (`service`).
 */
export type Access = 'public' | 'optional' | 'user' | 'service' | Role | readonly Role[];

/** The user that a handler gets: certain, possible or none. */
export type UserFor<A extends Access> = A extends 'public' | 'service'
  ? undefined
  : A extends 'optional'
    ? User | undefined
    : User;

/** A limit on how often one caller may use a route. */
export interface RateLimit {
  /** How many requests. */
  points: number;
  /** In how many seconds. */
  seconds: number;
  /** Whose requests are counted together: those of one user (address when nobody is signed in) or of one address. */
  by?: 'user' | 'address';
}

/** What a handler gets, already checked. */
export interface Input<Params, Query, Body, A extends Access> {
  params: Params;
  query: Query;
  body: Body;
  /** The exact bytes of the body with `bodyKind: 'raw'`; empty otherwise. */
  rawBody: Buffer;
  user: UserFor<A>;
  /** The version in If-Match, when the caller sent one. */
  ifVersion: number | undefined;
  /** The Idempotency-Key, when the caller sent one. */
  idempotencyKey: string | undefined;
  cookies: Record<string, string>;
  /** The caller's network address. */
  address: string;
  /** The request as it came: its headers, and with `bodyKind: 'stream'` the body, which ends with an error when the caller goes away. */
  request: IncomingMessage;
}

/** An answer that is more than a 200 with a JSON body. */
export class Reply<Body> {
  readonly body: Body;
  readonly status: number | undefined;
  readonly headers: Record<string, string | string[]>;

  /**
   * @param body the JSON body; undefined for none
   * @param options status (default: the route's), headers
   */
  constructor(body: Body, options: { status?: number; headers?: Record<string, string | string[]> } = {}) {
    this.body = body;
    this.status = options.status;
    this.headers = options.headers ?? {};
  }
}

/**
 * Answers with a version that the client can send back in If-Match or If-None-Match.
 *
 * @param body the JSON body
 * @param version the aggregate's version
 * @param options status and further headers
 * @returns the reply; a GET whose If-None-Match fits becomes a 304
 */
export function versioned<Body>(
  body: Body,
  version: number,
  options: { status?: number; headers?: Record<string, string | string[]> } = {},
): Reply<Body> {
  return new Reply(body, { ...options, headers: { ...options.headers, etag: `"${version}"` } });
}

/** Bytes that are sent as they are: a body that was rendered before, or a stream. */
export class RawReply {
  readonly content: Buffer | Readable;
  readonly headers: Record<string, string>;

  /**
   * @param content the bytes, or a stream of them
   * @param headers at least `content-type`; with an `etag` an If-None-Match that fits becomes a 304
   */
  constructor(content: Buffer | Readable, headers: Record<string, string>) {
    this.content = content;
    this.headers = headers;
  }
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** One endpoint. */
export interface RouteDefinition<
  Context,
  A extends Access,
  Params extends z.ZodObject | undefined,
  Query extends z.ZodObject | undefined,
  Body extends z.ZodType | undefined,
  ReplySchema extends z.ZodType | undefined,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** The full public path with `:params`. */
  path: string;
  /** One sentence for the API page. */
  summary: string;
  role: A;
  params?: Params;
  query?: Query;
  /** The JSON body; unknown fields of an object are refused. */
  body?: Body;
  /**
   * How the body comes: checked JSON (default), the exact bytes (`raw`, for signatures), or not read at all
   * (`stream`: the handler reads `request`).
   */
  bodyKind?: 'json' | 'raw' | 'stream';
  /** Content types taken when the body is not JSON. */
  consumes?: string[];
  /** The status of a success; default 200, or 204 without a reply schema. */
  status?: number;
  /** The JSON reply; missing for an empty or raw one. */
  reply?: ReplySchema;
  /** Content type of a raw reply, for the API page. */
  produces?: string;
  /** Problems beyond those that follow from the definition. */
  problems?: ProblemType[];
  /**
   * Whether an Idempotency-Key is understood or insisted on; the kit keeps the answers. `own`: understood, and the handler remembers
   * the key in the same write as its work.
   */
  idempotency?: 'required' | 'optional' | 'own';
  /** Whether If-Match is understood or insisted on. */
  ifMatch?: 'required' | 'optional';
  limit?: RateLimit;
  handle(
    input: Input<Parsed<Params>, Parsed<Query>, Parsed<Body>, A>,
    ctx: Context,
  ): Promise<
    | (ReplySchema extends z.ZodType
        ? z.input<ReplySchema> | Reply<z.input<ReplySchema>>
        : // biome-ignore lint/suspicious/noConfusingVoidType: a handler without a reply returns nothing
          undefined | Reply<undefined> | void)
    | RawReply
  >;
}

/** A route whose types the kit does not need to know any more. */
export interface Route<Context>
  extends Omit<
    RouteDefinition<Context, Access, undefined, undefined, undefined, undefined>,
    'handle' | 'params' | 'query' | 'body' | 'reply'
  > {
  params?: z.ZodObject | undefined;
  query?: z.ZodObject | undefined;
  body?: z.ZodType | undefined;
  reply?: z.ZodType | undefined;
  handle(input: never, ctx: Context): Promise<unknown>;
}

/**
 * Declares an endpoint.
 *
 * @param definition method, path, who may call, schemas of what comes and goes, and the handler
 * @returns the route, to be listed in `service.ts`
 */
export function route<
  Context,
  const A extends Access,
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  ReplySchema extends z.ZodType | undefined = undefined,
>(definition: RouteDefinition<Context, A, Params, Query, Body, ReplySchema>): Route<Context> {
  return definition;
}

/**
 * Serves a contract's internal operation; only other services' sidecars can call it.
 *
 * @param operation the contract
 * @param handle what to do with the checked body
 * @returns the route
 */
export function internalRoute<Context, Body extends z.ZodType, ReplySchema extends z.ZodType>(
  operation: Operation<Body, ReplySchema>,
  handle: (body: z.output<Body>, ctx: Context) => Promise<z.input<ReplySchema>>,
): Route<Context> {
  return {
    method: 'post',
    path: operation.path,
    summary: operation.summary,
    role: 'service',
    body: operation.body,
    reply: operation.reply,
    handle: async (input: { body: z.output<Body> }, ctx: Context) => await handle(input.body, ctx),
  };
}
