import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveMessage, type ProductId, type UserId, type VariantId } from '@credenza/contracts';
import { databaseName } from '@credenza/service-kit';
import { eventually } from '@credenza/service-kit/testing';
import { type Connection, createConnection } from 'mongoose';
import { io, type Socket } from 'socket.io-client';
import { type Marketplace, type UpOptions, up } from '../../deploy/local/index.ts';

/** An answer of the API. */
export interface Answer {
  status: number;
  body: any;
  headers: Headers;
}

/** Somebody who uses the marketplace over REST. */
export interface Person {
  userId: UserId;
  email: string;
  password: string;
  token: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** A whole marketplace for a journey: every service with its sidecar, a database and ports of its own. */
export interface World {
  market: Marketplace;
  url: string;
  dbPrefix: string;
  /** @returns an answer without signing in */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Registers somebody, by a name that tells nothing unless one is given. */
  person(role: 'buyer' | 'seller', name?: string): Promise<Person>;
  admin(): Promise<Person>;
  /** Offers a product with one variant. */
  offer(seller: Person, stock: number, price?: number): Promise<{ productId: ProductId; variantId: VariantId }>;
  /** Fills the buyer's cart with one line and orders it. */
  buy(
    buyer: Person,
    variantId: VariantId,
    options?: { quantity?: number; token?: string; key?: string },
  ): Promise<Answer>;
  /** Waits until an order is no longer pending. */
  settled(buyer: Person, orderId: string, withinMs?: number): Promise<any>;
  live(person: Person, since?: number): Promise<{ socket: Socket; messages: LiveMessage[] }>;
  db(service: string): Promise<Connection>;
  stop(): Promise<void>;
}

export const address = {
  name: 'Ada Lovelace',
  line1: 'Elm Street 1',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};
const password = 'a long enough password';
const adminLogin = { email: 'admin@credenza.test', password: 'an admin of the tests' };

let counter = 0;

/**
 * Starts a marketplace.
 *
 * @param env variables for the services that differ from the usual ones; undefined for what the services themselves take
 * @param options further options of the runner
 * @returns the world; stop it in `afterAll`
 */
export async function startWorld(
  env: Record<string, string | undefined> = {},
  options: Partial<UpOptions> = {},
): Promise<World> {
  const data = await mkdtemp(join(tmpdir(), 'credenza-world-'));
  const base = await freeBase();
  const dbPrefix = 'test_world_';
  const given: Record<string, string | undefined> = {
    DB_PREFIX: dbPrefix,
    RATE_LIMIT_FACTOR: '1000',
    ADMIN_EMAIL: adminLogin.email,
    ADMIN_PASSWORD: adminLogin.password,
    ARGON2_MEMORY_KIB: '1024',
    ARGON2_PASSES: '1',
    ...env,
  };
  const market = await up({
    data,
    base,
    env: Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    ...options,
  });
  const connections = new Map<string, Connection>();

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await fetch(`${market.url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = answer.headers.get('content-type')?.includes('json');
    return { status: answer.status, body: json ? JSON.parse(text) : text || undefined, headers: answer.headers };
  }

  function personOf(login: Answer, account: { email: string; password: string }): Person {
    const token = login.body.accessToken;
    const signed = (headers: Record<string, string> = {}) => ({ authorization: `Bearer ${token}`, ...headers });
    return {
      userId: login.body.user.userId,
      ...account,
      token,
      get: (path, headers) => call('GET', path, undefined, signed(headers)),
      send: (method, path, body, headers) => call(method, path, body, signed(headers)),
    };
  }

  const world: World = {
    market,
    url: market.url,
    dbPrefix,
    call,
    async person(role, given) {
      counter += 1;
      const name = given ?? `${role} ${counter}`;
      const email = `${role}-${process.pid}-${counter}@example.com`;
      const answer = await call('POST', '/api/auth/register', { email, password, name, role });
      if (answer.status !== 201) throw new Error(`cannot register: ${JSON.stringify(answer.body)}`);
      return personOf(answer, { email, password });
    },
    async admin() {
      return personOf(await call('POST', '/api/auth/login', adminLogin), adminLogin);
    },
    async offer(seller, stock, price = 1_999) {
      counter += 1;
      const answer = await seller.send('POST', '/api/products', {
        title: `Oak shelf ${counter}`,
        descriptionHtml: '<p>A shelf of oak.</p>',
        status: 'active',
        category: 'Home / Shelves',
        tags: [],
        attributes: {},
        images: [],
        options: [],
        variants: [{ options: [], price, stock }],
      });
      if (answer.status !== 201) throw new Error(`cannot offer: ${JSON.stringify(answer.body)}`);
      return { productId: answer.body.productId, variantId: answer.body.variants[0].variantId };
    },
    async buy(buyer, variantId, { quantity = 1, token = 'tok_approve', key = crypto.randomUUID() } = {}) {
      const cart = await buyer.send('POST', '/api/cart/lines', { variantId, quantity });
      if (cart.status >= 300) return cart;
      const body = { cartVersion: cart.body.version, shippingAddress: address, payment: { token } };
      return await buyer.send('POST', '/api/orders', body, { 'idempotency-key': key });
    },
    async settled(buyer, orderId, withinMs = 30_000) {
      return await eventually(async () => {
        const { body } = await buyer.get(`/api/orders/${orderId}`);
        return body.status === 'pending' ? undefined : body;
      }, withinMs);
    },
    async live(person, since = 0) {
      const messages: LiveMessage[] = [];
      const socket = io(market.url, {
        path: '/api/realtime',
        transports: ['websocket'],
        auth: { token: person.token, since },
      });
      socket.on('message', (message: unknown) => messages.push(LiveMessage.parse(message)));
      await new Promise<void>((resolve, reject) => {
        socket.on('connect', resolve);
        socket.on('connect_error', reject);
      });
      return { socket, messages };
    },
    async db(service) {
      const known = connections.get(service);
      if (known) return known;
      const opened = await createConnection(market.env.MONGO_URL ?? '', {
        dbName: databaseName(dbPrefix, service),
      }).asPromise();
      connections.set(service, opened);
      return opened;
    },
    async stop() {
      for (const one of connections.values()) await one.close();
      await market.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
  return world;
}

/** A base whose ports are free, below the range that the system gives to outgoing connections. */
async function freeBase(): Promise<number> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const base = 10_000 + 500 * Math.floor(Math.random() * 43);
    const ports = [0, 90, 100, 200, 300, 400].flatMap((group) =>
      Array.from({ length: 9 }, (_, index) => base + group + index),
    );
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return base;
  }
  throw new Error('no free range of ports');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
