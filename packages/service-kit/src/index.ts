export { Aggregates, type Decision, type Stored, type Transaction } from './aggregates.ts';
export { asyncApiOf } from './asyncapi.ts';
export { Audit, type AuditEntry } from './audit.ts';
export { type Audited, changeAudited } from './audited.ts';
export { jwksPath, sellerOf, type TokenCheck, tokenCheck } from './auth.ts';
export { type BaseConfig, baseConfig, ConfigError, defineConfig, readConfig } from './config.ts';
export { backoffMs, type Consumer, consumer, defaultRetry, type RetryPolicy } from './consumer.ts';
export { connectDapr, type Dapr, pubsubName, stateStoreName } from './dapr.ts';
export {
  Conflict,
  Forbidden,
  Invalid,
  NotFound,
  Refusal,
  Reject,
  StaleVersion,
  TooManyRequests,
  Unauthenticated,
  Unavailable,
} from './errors.ts';
export { cronComponent, type Job, job } from './job.ts';
export { type Log, makeLog } from './log.ts';
export { databaseName, isDuplicateKey } from './mongo.ts';
export { type OpenApi, openApiOf } from './openapi.ts';
export { eventsOf, type Outboxed, outboxFields } from './outbox.ts';
export { ownedBy } from './owned-by.ts';
export type { NoPersonalData, PersonalData, PersonalRecord } from './personal.ts';
export { subscriptionsOf } from './privacy.ts';
export { problemOf } from './problem.ts';
export { RateLimits } from './rate-limit.ts';
export type { JournalEntry } from './relay.ts';
export {
  type Access,
  type Input,
  internalRoute,
  type RateLimit,
  RawReply,
  Reply,
  type Route,
  route,
  type User,
  versioned,
} from './route.ts';
export { currentScope, inScope, scopeFrom } from './scope.ts';
export { type Deps, defineService, type Listening, type Service } from './service.ts';
export { type Running, type StartOptions, start, startService } from './start.ts';
export { inTransaction } from './transaction.ts';
export { bytesOf, uploadedType, upTo } from './upload.ts';
