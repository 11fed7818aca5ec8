import type { Envelope, Operation } from '@credenza/contracts';
import { Problem, problemTypes } from '@credenza/contracts';
import { DaprClient, HttpMethod, LogLevel, StateConcurrencyEnum, StateConsistencyEnum } from '@dapr/dapr';
import { z } from 'zod';
import { Refusal, Unavailable } from './errors.ts';
import { publishBulk } from './publish-bulk.ts';
import { currentScope } from './scope.ts';

/** The component names in components/. */
export const pubsubName = 'pubsub';
export const stateStoreName = 'statestore';

/** The error that the SDK throws carries the sidecar's answer as JSON text in its message. */
const SidecarError = z.object({ error_msg: z.string(), status: z.number() });
const StateEntry = z.array(z.object({ key: z.string(), data: z.unknown().optional(), etag: z.string().optional() }));

/** What a service may do through its sidecar. */
export interface Dapr {
  /**
   * Publishes events in bulk, each to the topic of its type.
   *
   * @param events CloudEvents, sent as they are
   * @returns the ids of the events that the broker is not known to have taken; the others are safe there
   */
  publish(events: Envelope[]): Promise<Set<string>>;
  /**
   * Calls another service.
   *
   * @param operation a contract's operation
   * @param body its body
   * @returns the checked reply
   * @throws Refusal the other service's own refusal; Unavailable when it does not answer in time
   */
  invoke<Body extends z.ZodType, Reply extends z.ZodType>(
    operation: Operation<Body, Reply>,
    body: z.input<Body>,
  ): Promise<z.output<Reply>>;
  /**
   * Fetches a JSON document that another service shows in public, such as the key set.
   *
   * @param service the app-id
   * @param path the path
   * @returns the parsed document
   * @throws Unavailable when it does not answer in time
   */
  read(service: string, path: string): Promise<unknown>;
  state: {
    /**
     * @param key the key, private to this service
     * @param schema what the value must look like; anything else counts as missing
     * @returns the value and its ETag, or undefined
     */
    get<Schema extends z.ZodType>(
      key: string,
      schema: Schema,
    ): Promise<{ value: z.output<Schema>; etag: string } | undefined>;
    /**
     * @param keys some keys
     * @param schema what their values must look like; anything else counts as missing
     * @returns the values that there are, by key
     */
    getMany<Schema extends z.ZodType>(keys: string[], schema: Schema): Promise<Map<string, z.output<Schema>>>;
    /**
     * @param entries keys and values, written whatever is there
     * @throws Unavailable when the store does not take all of them; some may be written then
     */
    setMany(entries: { key: string; value: unknown }[]): Promise<void>;
    /**
     * @param key the key
     * @param value anything JSON
     * @param options `etag`: only when the stored one is still this, or there is none any more (the Redis component takes both, so a
     *   deleted value needs something in its place while writes are on their way); `ifMissing`: only when there is none;
     *   `ttlSeconds`: forget it after that
     * @returns false when that was not so (nothing is written)
     * @throws Unavailable when the store does not take it; of Redis, that is also a write without `etag` where one with it was before
     */
    set(
      key: string,
      value: unknown,
      options?: { etag?: string; ifMissing?: true; ttlSeconds?: number },
    ): Promise<boolean>;
    /**
     * @param key the key to forget
     * @throws Unavailable when the store does not do it
     */
    delete(key: string): Promise<void>;
  };
  /** @returns whether the sidecar answers and its components work; false after 1.5 s without an answer */
  healthy(): Promise<boolean>;
}

const firstWrite = {
  concurrency: StateConcurrencyEnum.CONCURRENCY_FIRST_WRITE,
  consistency: StateConsistencyEnum.CONSISTENCY_STRONG,
};
const silent = { error() {}, warn() {}, info() {}, verbose() {}, debug() {} };

/**
 * Wraps the official client for one sidecar.
 *
 * @param settings the sidecar's HTTP port and API token, and how long a call may take in ms
 * @returns the wrapper
 */
export function connectDapr(settings: { port: number; token: string; timeoutMs: number }): Dapr {
  const sidecar = { url: `http://127.0.0.1:${settings.port}`, token: settings.token, timeoutMs: settings.timeoutMs };
  const client = new DaprClient({
    daprHost: '127.0.0.1',
    daprPort: String(settings.port),
    daprApiToken: settings.token,
    logger: { level: LogLevel.Error, service: silent },
  });

  async function timed<Result>(what: string, call: Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Unavailable(`${what} did not answer within ${settings.timeoutMs} ms.`)),
        settings.timeoutMs,
      );
    });
    try {
      return await Promise.race([call, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function call(service: string, path: string, method: HttpMethod, body?: object): Promise<unknown> {
    const scope = currentScope();
    const headers = scope ? { traceparent: scope.traceparent, 'x-correlation-id': scope.correlationId } : {};
    try {
      return await timed(service, client.invoker.invoke(service, path.replace(/^\//, ''), method, body, { headers }));
    } catch (error) {
      throw refusalOf(service, error);
    }
  }

  return {
    async publish(events) {
      const perTopic = Map.groupBy(events, (event) => event.type);
      const failed = await Promise.all(
        [...perTopic].map(([topic, group]) => publishBulk(sidecar, pubsubName, topic, group)),
      );
      return new Set(failed.flat());
    },

    async invoke(operation, body) {
      const answer = await call(operation.service, operation.path, HttpMethod.POST, z.looseObject({}).parse(body));
      const reply = operation.reply.safeParse(answer);
      if (!reply.success)
        throw new Unavailable(`${operation.service} answered in a way that does not fit its contract.`);
      return reply.data;
    },

    async read(service, path) {
      return await call(service, path, HttpMethod.GET);
    },

    state: {
      async get(key, schema) {
        const found = StateEntry.parse(await timed('The state store', client.state.getBulk(stateStoreName, [key])))[0];
        const value = schema.safeParse(found?.data);
        return found?.etag === undefined || !value.success ? undefined : { value: value.data, etag: found.etag };
      },
      async set(key, value, options = {}) {
        const guarded = options.etag !== undefined || options.ifMissing === true;
        const result = await timed(
          'The state store',
          client.state.save(stateStoreName, [
            {
              key,
              value: jsonOf(value),
              ...(options.etag !== undefined && { etag: options.etag }),
              ...(guarded && { options: firstWrite }),
              ...(options.ttlSeconds !== undefined && { metadata: { ttlInSeconds: String(options.ttlSeconds) } }),
            },
          ]),
        );
        if (!result.error) return true;
        if (options.etag !== undefined && statusOf(result.error) === 409) return false;
        // Without an ETag the sidecar does not say whether somebody was first or the store is away.
        if (options.ifMissing && (await this.get(key, z.unknown()))) return false;
        throw new Unavailable('The state store does not take the value.');
      },
      async getMany(keys, schema) {
        if (keys.length === 0) return new Map();
        const found = await timed('The state store', client.state.getBulk(stateStoreName, keys, { parallelism: 10 }));
        return new Map(
          StateEntry.parse(found).flatMap(({ key, data }) => {
            const value = schema.safeParse(data);
            return value.success ? [[key, value.data] as const] : [];
          }),
        );
      },
      async setMany(entries) {
        if (entries.length === 0) return;
        const written = entries.map(({ key, value }) => ({ key, value: jsonOf(value) }));
        const { error } = await timed('The state store', client.state.save(stateStoreName, written));
        if (error) throw new Unavailable('The state store does not take the values.');
      },
      async delete(key) {
        const result = await timed('The state store', client.state.delete(stateStoreName, key));
        if (result.error) throw new Unavailable('The state store does not forget the value.');
      },
    },

    async healthy() {
      // Not by the SDK, which waits a minute for a sidecar that is not there: whoever asks is waiting, too.
      const headers = { 'dapr-api-token': settings.token };
      const signal = AbortSignal.timeout(1_500);
      return await fetch(`${sidecar.url}/v1.0/healthz`, { headers, signal }).then(
        async (answer) => {
          await answer.body?.cancel();
          return answer.ok;
        },
        () => false,
      );
    },
  };
}

function sidecarAnswer(error: unknown): z.infer<typeof SidecarError> | undefined {
  if (!(error instanceof Error) || !error.message.startsWith('{')) return undefined;
  const parsed = SidecarError.safeParse(JSON.parse(error.message));
  return parsed.success ? parsed.data : undefined;
}

function statusOf(error: unknown): number | undefined {
  return sidecarAnswer(error)?.status;
}

/** What is undefined, JSON leaves out; anything else that is not JSON is an error. */
function jsonOf(value: unknown) {
  return z.json().parse(JSON.parse(JSON.stringify(value)));
}

function refusalOf(service: string, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const answer = sidecarAnswer(error);
  if (!answer) return new Unavailable(`The own sidecar does not answer; ${service} was not asked.`);
  if (answer.status >= 500) return new Unavailable(`${service} does not answer.`);
  const problem = Problem.safeParse(parsedJson(answer.error_msg));
  const type = Object.keys(problemTypes).find((name) => problem.data?.type.endsWith(`/${name}`));
  if (!problem.success || !isProblemType(type))
    return new Unavailable(`${service} refused the call (${answer.status}).`);
  // Our own call was not believed. Passed on, it would tell the buyer, who is signed in, to sign in again.
  if (type === 'unauthenticated') return new Unavailable(`${service} does not believe this service.`);
  const {
    type: _type,
    title: _title,
    status: _status,
    detail,
    instance: _instance,
    correlationId: _id,
    ...extensions
  } = problem.data;
  return new Refusal(type, detail ?? problem.data.title, extensions);
}

function isProblemType(name: string | undefined): name is keyof typeof problemTypes {
  return name !== undefined && name in problemTypes;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
