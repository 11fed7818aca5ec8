import { event } from '@credenza/contracts';
import { type Connection, Schema } from 'mongoose';
import { Gauge } from 'prom-client';
import { z } from 'zod';
import {
  type Aggregates,
  Conflict,
  consumer,
  type Deps,
  defineConfig,
  defineService,
  job,
  type Outboxed,
  outboxFields,
  Reject,
  type Reply,
  route,
  versioned,
} from '../src/index.ts';

/** What the toy service of the kit's tests keeps: jars that cookies are put into. */
export interface Jar {
  owner: string;
  cookies: number;
  label?: string | undefined;
}

export const jarFilled = event(
  'cart',
  'jar.filled',
  'Cookies were put into a jar.',
  'jarId',
  z.object({ jarId: z.string(), cookies: z.int() }),
);
export const jarBroken = event(
  'cart',
  'jar.broken',
  'A jar fell down.',
  'jarId',
  z.object({ jarId: z.string(), how: z.string(), by: z.string().optional(), excuse: z.string().optional() }),
  { personal: { of: 'by', fields: ['excuse'] } },
);
export const jarLent = event(
  'cart',
  'jar.lent',
  'Somebody has got a jar.',
  'jarId',
  z.object({ jarId: z.string(), to: z.string() }),
  { personal: { of: 'to', fields: 'all' } },
);

export interface ToyContext {
  jars: Aggregates<Jar>;
  db: Connection;
  /** How often each event id was handled. */
  handled: Map<string, number>;
  /** What was said about broken jars. */
  excuses: string[];
  /** Set by a test to make the consumer throw. */
  trouble: { left: number; error: Error; hold?: (() => Promise<void>) | undefined };
  /** How often the job ran, and what a test lets it wait for. */
  ticks: { count: number; hold?: (() => Promise<void>) | undefined };
}

const config = defineConfig({ COOKIE_LIMIT: z.coerce.number().int().default(100) });
const JarView = z.object({ jarId: z.string(), cookies: z.int() });

function jarModel(deps: Deps<z.output<typeof config>>) {
  const schema = new Schema<Jar & Outboxed>(
    { ...outboxFields, owner: String, cookies: Number, label: String },
    { collection: 'jars', versionKey: false },
  );
  return deps.db.model<Jar & Outboxed>('Jar', schema);
}

const Params = z.object({ jarId: z.string().max(40) });

export const toy = defineService({
  name: 'cart',
  summary: 'A jar of cookies, to test the kit with.',
  config,
  context(deps): ToyContext {
    new Gauge({ name: 'shelf_length_jars', help: 'How many jars fit', registers: [deps.metrics] }).set(12);
    return {
      jars: deps.aggregates<Jar>(jarModel(deps), 'jar'),
      db: deps.db,
      handled: new Map(),
      excuses: [],
      trouble: { left: 0, error: new Error('the kitchen is closed') },
      ticks: { count: 0 },
    };
  },
  personal: {
    async *export({ userId }, ctx) {
      for (const { _id, label, cookies } of await ctx.jars.model.find({ owner: userId }).lean())
        yield ['jars', { jarId: _id, label, cookies }];
    },
    async erase({ userId }, ctx) {
      if (ctx.trouble.left > 0) {
        ctx.trouble.left -= 1;
        throw ctx.trouble.error;
      }
      return (await ctx.jars.model.deleteMany({ owner: userId })).deletedCount;
    },
    async mentions({ userId }) {
      return [userId.slice(4)];
    },
    async obstacles({ userId }, ctx) {
      const full = await ctx.jars.model.exists({ owner: userId, cookies: { $gte: 100 } });
      return full ? ['A jar is full.'] : [];
    },
  },
  routes: [
    route({
      method: 'post',
      path: '/api/cart/jars',
      summary: 'Put a new jar on the shelf.',
      role: 'buyer',
      idempotency: 'optional',
      status: 201,
      body: z.object({ jarId: z.string().max(40), cookies: z.int().min(0).max(100) }),
      reply: JarView,
      problems: ['conflict'],
      async handle({ body, user }, ctx: ToyContext): Promise<Reply<z.input<typeof JarView>>> {
        const facts = [jarFilled.of(body)];
        const created = await ctx.jars.create(body.jarId, { owner: user.id, cookies: body.cookies }, facts);
        if (!created) throw new Conflict('There is such a jar already.');
        return versioned(body, 1);
      },
    }),
    route({
      method: 'get',
      path: '/api/cart/jars/:jarId',
      summary: 'Look into a jar.',
      role: 'optional',
      params: Params,
      reply: JarView,
      async handle({ params }, ctx: ToyContext): Promise<Reply<z.input<typeof JarView>>> {
        const jar = await ctx.jars.get(params.jarId);
        return versioned({ jarId: jar._id, cookies: jar.cookies }, jar.version);
      },
    }),
    route({
      method: 'patch',
      path: '/api/cart/jars/:jarId',
      summary: 'Put cookies in.',
      role: ['buyer', 'admin'],
      ifMatch: 'optional',
      params: Params,
      body: z.object({ add: z.int().min(1).max(10) }),
      reply: JarView,
      async handle({ params, body, ifVersion }, ctx: ToyContext): Promise<Reply<z.input<typeof JarView>>> {
        const put = (jar: Jar) => ({
          state: { cookies: jar.cookies + body.add },
          facts: [jarFilled.of({ jarId: params.jarId, cookies: jar.cookies + body.add })],
        });
        const jar = await ctx.jars.change(params.jarId, put, { ifVersion });
        return versioned({ jarId: jar._id, cookies: jar.cookies }, jar.version);
      },
    }),
    route({
      method: 'post',
      path: '/api/cart/crumbs',
      summary: 'A route that fails for a reason of its own.',
      role: 'public',
      limit: { points: 0.03, seconds: 60, by: 'address' },
      async handle() {
        throw new Error('secret details of the kitchen');
      },
    }),
    route({
      method: 'post',
      path: '/api/cart/raw',
      summary: 'Takes the exact bytes.',
      role: 'public',
      bodyKind: 'raw',
      consumes: ['text/plain'],
      reply: z.object({ bytes: z.int() }),
      async handle({ rawBody }) {
        return { bytes: rawBody.length };
      },
    }),
    route({
      method: 'post',
      path: '/internal/believe',
      summary: 'Believes no service.',
      role: 'user',
      async handle() {},
    }),
    route({
      method: 'post',
      path: '/api/cart/gifts',
      summary: 'Leave a jar for whoever comes by.',
      role: 'public',
      status: 201,
      body: z.object({ jarId: z.string().max(40) }),
      reply: JarView,
      async handle({ body }, ctx: ToyContext) {
        const gift = { ...body, cookies: 1 };
        await ctx.jars.create(gift.jarId, { owner: 'anybody', cookies: 1 }, [jarFilled.of(gift)]);
        return gift;
      },
    }),
    route({
      method: 'post',
      path: '/api/cart/notes',
      summary: 'Tells which key it was asked with, and remembers it by itself.',
      role: 'optional',
      idempotency: 'own',
      reply: z.object({ key: z.string().optional() }),
      async handle({ idempotencyKey }) {
        return { key: idempotencyKey };
      },
    }),
  ],
  consumers: [
    consumer(
      jarFilled,
      async ({ id }, ctx: ToyContext) => {
        if (ctx.trouble.left > 0) {
          ctx.trouble.left -= 1;
          throw ctx.trouble.error;
        }
        await ctx.trouble.hold?.();
        ctx.handled.set(id, (ctx.handled.get(id) ?? 0) + 1);
      },
      { attempts: 3, baseMs: 20, capMs: 50 },
    ),
    consumer(jarBroken, async ({ data }, ctx: ToyContext) => {
      if (data.how === 'unbelievable') throw new Reject('jars do not fly');
      ctx.handled.set(data.jarId, 1);
      ctx.excuses.push(data.excuse ?? 'none');
    }),
    consumer(jarLent, async ({ data }, ctx: ToyContext) => {
      await ctx.trouble.hold?.();
      await ctx.jars.create(data.jarId, { owner: data.to, cookies: 0 });
    }),
  ],
  jobs: [
    job({
      name: 'count',
      schedule: '@every 1h',
      summary: 'Counts its runs.',
      async run(ctx: ToyContext) {
        ctx.ticks.count += 1;
        await ctx.ticks.hold?.();
      },
    }),
  ],
});
