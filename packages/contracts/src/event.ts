import { z } from 'zod';
import { EventId, newId } from './ids.ts';
import type { ServiceName } from './services.ts';

/**
 * The envelope of everything that travels: a CloudEvent 1.0 (https://github.com/cloudevents/spec) with the
 * aggregate's id as `subject`, its `aggregateversion`, and the ids that tie a cascade together.
 * Unknown attributes are allowed, as the standard asks (the sidecar adds some).
 */
export const Envelope = z.looseObject({
  specversion: z.literal('1.0'),
  id: EventId,
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json').default('application/json'),
  aggregateversion: z.int().min(1),
  correlationid: z.string().max(128).optional(),
  traceparent: z.string().max(64).optional(),
  data: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;

/** An event with its typed data. */
export type EventOf<Data> = Envelope & { data: Data };

/** What a rule returns to say that something happened: no envelope yet, the kit adds it when the state is written. */
export interface Fact<Data = unknown> {
  type: string;
  subject: string;
  data: Data;
}

/**
 * What an event says about a person beyond ids. Once that person's data is erased, journals lose it, and a late event reaches nobody
 * with it.
 */
export interface PersonalParts {
  /** The field of the data that holds the person's id. */
  of: string;
  /** `all`: without the person the whole event is of no use to anybody; otherwise the fields that are replaced. */
  fields: 'all' | readonly string[];
}

/** What replaces a text about somebody who is erased. */
export const erasedText = 'erased';

/** The one description of an event type. */
export interface EventContract<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** The CloudEvents type, which is also the topic's name. */
  type: Type;
  /** The service that owns and publishes it. */
  owner: ServiceName;
  /** What happened, in one sentence for the event catalogue. */
  summary: string;
  schema: Schema;
  /** Missing for what says nothing about a person. */
  personal?: PersonalParts | undefined;
  /** Set when every service publishes it, each about its own part. */
  byEveryService?: true | undefined;
  /**
   * @param data what happened; checked against the schema
   * @returns the fact, ready to be stored beside the state it belongs to
   * @throws ZodError when the data does not fit
   */
  of(data: z.input<Schema>): Fact<z.output<Schema>>;
}

const catalogue = new Map<string, EventContract>();

/**
 * Declares an event type, once, in its owner's file.
 *
 * @param owner the publishing service
 * @param type `noun.pastTense`; a breaking change is a new type with `.v2`
 * @param summary one sentence for the catalogue
 * @param subject which field of the data is the aggregate's id
 * @param schema the data; only ever extended by optional fields
 * @param more what it says about a person; whether every service publishes it
 * @returns the contract
 */
export function event<Type extends string, Schema extends z.ZodObject>(
  owner: ServiceName,
  type: Type,
  summary: string,
  subject: keyof z.output<Schema> & string,
  schema: Schema,
  more: Pick<EventContract, 'personal' | 'byEveryService'> = {},
): EventContract<Type, Schema> {
  const contract: EventContract<Type, Schema> = {
    type,
    owner,
    summary,
    schema,
    ...more,
    of(input) {
      const data = schema.parse(input);
      return { type, subject: String(Reflect.get(data, subject)), data };
    },
  };
  catalogue.set(type, contract);
  return contract;
}

/**
 * @returns every declared event contract, in order of declaration
 */
export function eventCatalogue(): EventContract[] {
  return [...catalogue.values()];
}

/**
 * Wraps a fact in its envelope.
 *
 * @param fact what happened
 * @param about who says so (`source`, the app-id), the aggregate's version after the change, when (UTC), and the ids of the cascade
 * @returns a CloudEvent
 */
export function envelope<Data>(
  fact: Fact<Data>,
  about: { source: string; version: number; time: Date; correlationId?: string; traceparent?: string },
): EventOf<Data> {
  return {
    specversion: '1.0',
    id: newId(EventId),
    source: about.source,
    type: fact.type,
    subject: fact.subject,
    time: about.time.toISOString(),
    datacontenttype: 'application/json',
    aggregateversion: about.version,
    ...(about.correlationId && { correlationid: about.correlationId }),
    ...(about.traceparent && { traceparent: about.traceparent }),
    data: fact.data,
  };
}
