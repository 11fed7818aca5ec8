import { createServer, type Server } from 'node:http';
import { readJournal, type ServiceName, services } from '@credenza/contracts';
import express, { type Express } from 'express';
import type { JWTVerifyGetKey } from 'jose';
import type { Connection } from 'mongoose';
import type { z } from 'zod';
import { adminRoutes } from './admin.ts';
import { Aggregates } from './aggregates.ts';
import { Audit } from './audit.ts';
import { remoteKeys, tokenCheck } from './auth.ts';
import { type BaseConfig, ConfigError, readConfig } from './config.ts';
import { connectDapr, pubsubName } from './dapr.ts';
import { makeApp, requireSidecar, serveLeftovers, serveRoutes } from './http.ts';
import { IdempotencyKeys } from './idempotency.ts';
import { Inbox } from './inbox.ts';
import { JobRunner } from './job.ts';
import { type Log, makeLog } from './log.ts';
import { makeMetrics } from './metrics.ts';
import { openDatabase } from './mongo.ts';
import { openApiOf } from './openapi.ts';
import { Privacy, subscriptionsOf } from './privacy.ts';
import { problemOf } from './problem.ts';
import { connectRedis, RateLimits } from './rate-limit.ts';
import { Relay } from './relay.ts';
import { internalRoute } from './route.ts';
import type { Deps, Service } from './service.ts';
import { refuseUnreadable } from './unreadable.ts';

/** A service that runs in this process. */
export interface Running<Context = unknown> {
  name: ServiceName;
  /** Where it listens, such as `http://127.0.0.1:4004`. */
  url: string;
  port: number;
  context: Context;
  db: Connection;
  relay: Relay;
  inbox: Inbox<Context>;
  audit: Audit;
  log: Log;
  /** Stops accepting, finishes what is under way, publishes what is written, closes everything. */
  stop(): Promise<void>;
}

/** What tests set differently. */
export interface StartOptions {
  env: Record<string, string | undefined>;
  /** Another source of signing keys. */
  keys?: JWTVerifyGetKey;
  now?: () => Date;
}

const stopWithinMs = 9_000;

/**
 * Starts a service in this process and returns it; `start` is the same for a program of its own.
 *
 * @param service its table of contents
 * @param options the environment, and what tests set differently
 * @returns the running service, listening and ready
 * @throws ConfigError for a wrong environment; Error when the database cannot be reached
 */
export async function startService<Schema extends z.ZodType<BaseConfig>, Context>(
  service: Service<Schema, Context>,
  options: StartOptions,
): Promise<Running<Context>> {
  const config = readConfig(service.config, options.env);
  const base: BaseConfig = config;
  const test = options.env.NODE_ENV === 'test';
  const now = options.now ?? (() => new Date());
  const log = makeLog(service.name, base.LOG_LEVEL);
  const metrics = makeMetrics(service.name);
  const db = await openDatabase({ url: base.MONGO_URL, prefix: base.DB_PREFIX, service: service.name, test }, log);
  const redis = connectRedis({ host: base.REDIS_HOST, password: base.REDIS_PASSWORD, db: base.REDIS_DB });
  const dapr = connectDapr({ port: base.DAPR_HTTP_PORT, token: base.DAPR_API_TOKEN, timeoutMs: 15_000 });
  const relay = new Relay(db, { dapr, log, metrics });
  const audit = new Audit(db, now);
  const limits = new RateLimits(redis, { service: service.name, factor: base.RATE_LIMIT_FACTOR });
  const closers: (() => Promise<void> | void)[] = [];

  const aggregates: Deps<unknown>['aggregates'] = (model, noun) =>
    new Aggregates(model, { noun, service: service.name, relay, now });
  const { personal } = service;
  const privacy = new Privacy<Context>({ service: service.name, db, personal, aggregates, relay, log, now });

  const deps: Deps<z.output<Schema>> = {
    name: service.name,
    config,
    db,
    redis,
    dapr,
    relay,
    audit,
    limits,
    metrics: metrics.registry,
    log,
    now,
    erasedAmong: (userIds) => privacy.erasedAmong(userIds),
    aggregates,
    onStop: (close) => closers.unshift(close),
  };
  const context = await service.context(deps);
  const inbox = new Inbox(db, privacy.consumers(service.consumers), { context, log, metrics });
  const jobs = new JobRunner(db, context);
  const idempotency = new IdempotencyKeys(db);
  await Promise.all(Object.values(db.models).map((model) => model.createIndexes()));

  const checkToken = tokenCheck(options.keys ?? service.keys?.(context) ?? remoteKeys(dapr));
  const prefix: string | undefined = services[service.name].prefixes[0];
  const routes =
    prefix === undefined
      ? service.routes
      : [
          ...service.routes,
          ...adminRoutes<Context>(prefix, { inbox, relay, audit }),
          internalRoute(readJournal(service.name), (body) => relay.read(body)),
          ...privacy.routes(),
        ];
  let stopping = false;
  const app = makeApp(base.TRUSTED_PROXIES);
  // Files arrive no faster than they are worked on; Node knows one limit for all requests of a server.
  const requestTimeout = routes.some((one) => one.bodyKind === 'stream') ? 30 * 60_000 : 120_000;
  const server = createServer({ requestTimeout, headersTimeout: 20_000, keepAliveTimeout: 65_000 }, app);
  server.on('clientError', refuseUnreadable);
  const detach = await service.attach?.({ app, server, checkToken }, context);
  // Before the routes, or one such as /api/orders/:orderId would take it for an id.
  if (prefix !== undefined) {
    const document = JSON.stringify(openApiOf(service, routes, base.PUBLIC_URL));
    app.get(`${prefix}/openapi.json`, (_req, res) => void res.type('application/json').send(document));
  }
  serveRoutes(app, routes, {
    context,
    checkToken,
    appToken: base.APP_API_TOKEN,
    idempotency,
    limits,
    log,
    metrics,
    checkReplies: test,
  });
  app.get('/livez', (_req, res) => void res.json({ status: 'alive' }));
  app.get('/readyz', async (_req, res) => {
    const checks = { database: await answersPing(db), sidecar: await dapr.healthy(), accepting: !stopping };
    const ready = checks.database && checks.accepting;
    res.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', checks });
  });
  app.get(
    '/metrics',
    async (_req, res) => void res.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  serveSidecar(app, service, { inbox, jobs, appToken: base.APP_API_TOKEN, log });
  serveLeftovers(app, routes, log);

  const port = await listen(server, base.PORT ?? services[service.name].port, base.HOST);
  relay.start();
  inbox.start();
  privacy.start(context, { relay, inbox, idempotency, audit });
  await service.run?.(context);
  log.info({ port }, `${service.name} listens`);

  async function stop(): Promise<void> {
    stopping = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await detach?.();
    server.closeIdleConnections();
    const impatient = setTimeout(() => server.closeAllConnections(), 5_000);
    await closed;
    clearTimeout(impatient);
    for (const close of closers) await close();
    await privacy.stop();
    await inbox.stop();
    await relay.stop();
    redis.disconnect();
    db.removeAllListeners('disconnected'); // this one is meant
    await db.close();
    metrics.registry.clear();
    log.info(`${service.name} has stopped`);
  }

  return { name: service.name, url: `http://127.0.0.1:${port}`, port, context, db, relay, inbox, audit, log, stop };
}

/**
 * Runs a service as this process: reads the environment, starts, and stops at SIGTERM or SIGINT within 10 s.
 *
 * @param service its table of contents
 */
export async function start<Schema extends z.ZodType<BaseConfig>, Context>(
  service: Service<Schema, Context>,
): Promise<void> {
  try {
    const running = await startService(service, { env: process.env });
    const stop = (signal: string) => {
      running.log.info({ signal }, 'stopping');
      setTimeout(() => process.exit(1), stopWithinMs).unref();
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          running.log.error({ err: error }, 'did not stop cleanly; what is written is safe');
          process.exit(1);
        },
      );
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    const log = makeLog(service.name, 'info');
    if (error instanceof ConfigError) log.fatal(error.message);
    else log.fatal({ err: error }, `${service.name} could not start`);
    process.exitCode = 1;
    setTimeout(() => process.exit(1), 100).unref();
  }
}

async function answersPing(db: Connection): Promise<boolean> {
  try {
    await db.db?.command({ ping: 1 }, { timeoutMS: 1_500 });
    return true;
  } catch {
    return false;
  }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, 1_024, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

interface SidecarParts<Context> {
  inbox: Inbox<Context>;
  jobs: JobRunner<Context>;
  appToken: string;
  log: Log;
}

/** Serves what only the sidecar calls: subscriptions, events and cron ticks. Nothing here ever answers 404 (Dapr would drop the message). */
function serveSidecar<Context>(
  app: Express,
  service: Pick<Service<never, Context>, 'name' | 'consumers' | 'jobs'>,
  parts: SidecarParts<Context>,
): void {
  const { inbox, jobs, appToken, log } = parts;
  app.use(['/dapr', '/events', '/jobs'], (req, res, next) => {
    try {
      requireSidecar(req, appToken);
      next();
    } catch (error) {
      const problem = problemOf(error, req.originalUrl);
      res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem.body));
    }
  });
  app.get('/dapr/subscribe', (_req, res) => {
    res.json(
      subscriptionsOf(service).map((contract) => ({
        pubsubname: pubsubName,
        topic: contract.type,
        route: `/events/${contract.type}`,
      })),
    );
  });
  app.get('/dapr/config', (_req, res) => void res.json({}));
  const readText = express.text({ type: () => true, limit: '4mb' });
  app.post('/events/:type', (req, res) => {
    readText(req, res, (unreadable?: unknown) => {
      // A sidecar that died while it was sending has not been told anything: it, or the next one, brings the event again.
      if (unreadable !== undefined && req.readableAborted) return void res.json({ status: 'RETRY' });
      inbox.receive(req.params.type, unreadable === undefined ? parsedOrText(req.body) : undefined).then(
        (status) => res.json({ status }),
        (error: unknown) => {
          log.error({ err: error }, 'an event could not be taken in; the sidecar brings it again');
          res.json({ status: 'RETRY' });
        },
      );
    });
  });
  app.all('/events/*rest', (_req, res) => void res.json({ status: 'RETRY' }));
  for (const one of service.jobs) {
    app.options(`/jobs/${one.name}`, (_req, res) => void res.sendStatus(200));
    app.post(`/jobs/${one.name}`, (_req, res) => {
      jobs.run(one).then(
        (ran) => res.json({ ran }),
        (error: unknown) => {
          log.error({ err: error, job: one.name }, 'a job failed and will run again at its next tick');
          res.status(500).json({ ran: true });
        },
      );
    });
  }
}

/** What is not JSON stays as it came, for the person who looks at the dead letter. */
function parsedOrText(body: unknown): unknown {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
