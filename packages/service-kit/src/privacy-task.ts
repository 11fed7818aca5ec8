import {
  type PrivacyKind,
  type PrivacyOutcome,
  PrivacyRequestId,
  privacyAnswered,
  type ServiceName,
  type UserId,
} from '@credenza/contracts';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Decision, Stored } from './aggregates.ts';
import { type Outboxed, outboxFields } from './outbox.ts';

/** What a service was asked to do about a person. Erasures are kept: they tell whoever comes late that the person is erased. */
export interface PrivacyTask {
  kind: PrivacyKind;
  userId: UserId;
  sellerId?: UserId | undefined;
  keepUntil: Date;
  /** When it is worked on next, or until when somebody is at it. */
  dueAt?: Date | undefined;
  /** Since then nothing about the person is kept any more. */
  erasedAt?: Date | undefined;
  /** Counts how often somebody has found something to be erased again. */
  wanted: number;
  answer?: { outcome: PrivacyOutcome; records: number; reasons?: string[] | undefined } | undefined;
  /** Which of the runs has made the parts of the export. */
  run?: string | undefined;
  /** When an export's task is forgotten. */
  forgetAt?: Date | undefined;
}

export type StoredTask = Stored<PrivacyTask>;

const schema = new Schema<PrivacyTask & Outboxed>(
  {
    ...outboxFields,
    kind: { type: String, required: true },
    userId: { type: String, required: true },
    sellerId: String,
    keepUntil: { type: Date, required: true },
    dueAt: { type: Date, index: { sparse: true } },
    erasedAt: Date,
    wanted: { type: Number, required: true },
    answer: Schema.Types.Mixed,
    run: String,
    forgetAt: { type: Date, index: { expireAfterSeconds: 0 } },
  },
  { collection: 'privacy', versionKey: false },
).index({ userId: 1, erasedAt: 1 });

/**
 * @param db the service's database
 * @returns the model of the tasks
 */
export function privacyTaskModel(db: Connection): Model<PrivacyTask & Outboxed> {
  return db.model<PrivacyTask & Outboxed>('KitPrivacy', schema);
}

/** What waits for orders and the like is looked at again after this time, in ms. */
const lookAgainMs = 3_600_000;
/** Access tokens live for ten minutes after the account is gone: once they are over, what was done with them is erased, too. */
const secondPassMs = 12 * 60_000;

type Answer = NonNullable<PrivacyTask['answer']>;

function answered(task: StoredTask, answer: Answer, service: ServiceName) {
  const { kind, _id } = task;
  return privacyAnswered.of({ requestId: PrivacyRequestId.parse(_id), kind, service, ...answer });
}

/**
 * Somebody asks for the same once more.
 *
 * @param task the task
 * @param service this service
 * @param now the time
 * @returns the decision: what is done is said again, the rest is looked at now
 */
export function askedAgain(task: StoredTask, service: ServiceName, now: Date): Decision<PrivacyTask> {
  if (task.answer?.outcome === 'done') return { state: {}, facts: [answered(task, task.answer, service)] };
  return { state: { dueAt: now }, facts: [] };
}

/**
 * @param task an export whose parts are written
 * @param made by which run, and how many records
 * @param service this service
 * @returns the decision; undefined when another run was faster
 */
export function exported(
  task: StoredTask,
  made: { run: string; records: number },
  service: ServiceName,
): Decision<PrivacyTask> | undefined {
  if (task.answer) return undefined;
  const answer: Answer = { outcome: 'done', records: made.records };
  return { state: { run: made.run, answer, dueAt: undefined }, facts: [answered(task, answer, service)] };
}

/**
 * @param task an erasure
 * @param reasons what has to come to an end before
 * @param service this service
 * @param now the time
 * @returns the decision; nobody is told the same reasons twice
 */
export function waiting(task: StoredTask, reasons: string[], service: ServiceName, now: Date): Decision<PrivacyTask> {
  const answer: Answer = { outcome: 'waiting', records: task.answer?.records ?? 0, reasons };
  const known = JSON.stringify(task.answer) === JSON.stringify(answer);
  const dueAt = new Date(now.getTime() + lookAgainMs);
  return { state: { answer, dueAt }, facts: known ? [] : [answered(task, answer, service)] };
}

/**
 * @param task an erasure
 * @param pass how many records it has erased, and what was wanted when it began
 * @param service this service
 * @param now the time
 * @returns the decision: after the first pass comes a second one, and after what somebody found meanwhile another at once
 */
export function erased(
  task: StoredTask,
  pass: { records: number; wanted: number },
  service: ServiceName,
  now: Date,
): Decision<PrivacyTask> {
  const first = task.answer?.outcome !== 'done';
  const answer: Answer = { outcome: 'done', records: (task.answer?.records ?? 0) + pass.records };
  const next = first ? new Date(now.getTime() + secondPassMs) : undefined;
  const dueAt = task.wanted === pass.wanted ? next : now;
  return { state: { answer, dueAt }, facts: first ? [answered(task, answer, service)] : [] };
}
