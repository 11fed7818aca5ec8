import type { Server } from 'node:http';
import type { ServiceName, UserId } from '@credenza/contracts';
import type { Express } from 'express';
import type { Redis } from 'ioredis';
import type { JWTVerifyGetKey } from 'jose';
import type { Connection, Model } from 'mongoose';
import type { Registry } from 'prom-client';
import type { z } from 'zod';
import type { Aggregates } from './aggregates.ts';
import type { Audit } from './audit.ts';
import type { TokenCheck } from './auth.ts';
import type { BaseConfig } from './config.ts';
import type { Consumer } from './consumer.ts';
import type { Dapr } from './dapr.ts';
import type { Job } from './job.ts';
import type { Log } from './log.ts';
import type { Outboxed } from './outbox.ts';
import type { NoPersonalData, PersonalData } from './personal.ts';
import type { RateLimits } from './rate-limit.ts';
import type { Relay } from './relay.ts';
import type { Route } from './route.ts';

/** What the kit gives a service to build its context from. */
export interface Deps<Config> {
  name: ServiceName;
  config: Config;
  db: Connection;
  redis: Redis;
  dapr: Dapr;
  relay: Relay;
  audit: Audit;
  limits: RateLimits;
  /** For a service's own numbers at `/metrics`. */
  metrics: Registry;
  log: Log;
  /**
   * @param userIds some people
   * @returns those among them whose data is erased: nothing more is to be kept about them
   */
  erasedAmong(userIds: UserId[]): Promise<Set<UserId>>;
  /** The clock; rules get the time from here. */
  now(): Date;
  /**
   * Opens the aggregates of one kind.
   *
   * @param model a mongoose model whose schema spreads `outboxFields`
   * @param noun for "There is no such …"
   * @returns the aggregates
   */
  aggregates<State extends object>(model: Model<State & Outboxed>, noun: string): Aggregates<State>;
  /**
   * Registers what is to run when the service stops, before the database closes; the last one registered runs first.
   *
   * @param close lets go of something
   */
  onStop(close: () => Promise<void> | void): void;
}

/** The running server, for what is not a route: sockets, streams. */
export interface Listening {
  app: Express;
  server: Server;
  checkToken: TokenCheck;
}

/** Nothing, or how to let go of the server. */
export type Attached = void | (() => Promise<void> | void);

/** A service's table of contents. */
export interface Service<Schema extends z.ZodType<BaseConfig> = z.ZodType<BaseConfig>, Context = unknown> {
  name: ServiceName;
  /** One sentence for the API page and the README. */
  summary: string;
  config: Schema;
  /**
   * Builds what handlers may use; runs before the first request.
   *
   * @param deps what the kit gives
   * @returns the context of every route, consumer and job
   * @throws ConfigError when a setting does not fit what is stored; then the service does not start
   */
  context(deps: Deps<z.output<Schema>>): Context | Promise<Context>;
  routes: Route<NoInfer<Context>>[];
  consumers: Consumer<NoInfer<Context>>[];
  jobs: Job<NoInfer<Context>>[];
  /** How it gives out and forgets what it knows about a person, or why it knows nothing. */
  personal: PersonalData<NoInfer<Context>> | NoPersonalData;
  /**
   * Another source of signing keys than the auth service's key set; only the auth service has one.
   *
   * @param context the service's context
   * @returns finds the key of a token, for jose
   */
  keys?(context: NoInfer<Context>): JWTVerifyGetKey;
  /**
   * Called with the server before it listens, for Socket.io and the like. It may return how to let go: called when the
   * service stops, before the server waits for its open connections (sockets would keep it waiting).
   *
   * @param listening the app, its server and the token check
   * @param context the service's context
   * @returns how to let go, or nothing
   */
  attach?(listening: Listening, context: NoInfer<Context>): Attached | Promise<Attached>;
  /**
   * Called once everything runs, for work in the background.
   *
   * @param context the service's context
   */
  run?(context: NoInfer<Context>): void | Promise<void>;
}

/**
 * Declares a service; importing it has no side effects.
 *
 * @param service its table of contents
 * @returns the same, typed
 */
export function defineService<Schema extends z.ZodType<BaseConfig>, Context>(
  service: Service<Schema, Context>,
): Service<Schema, Context> {
  return service;
}
