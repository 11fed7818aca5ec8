import type { DashboardNudge, LiveMessage, Resync, UserId } from '@credenza/contracts';
import { Invalid, type Listening, problemOf, type RateLimits, TooManyRequests } from '@credenza/service-kit';
import { decodeJwt } from 'jose';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import type { Live } from './live.ts';
import { Tab } from './tab.ts';

/** Where the socket is; the ingress sends it here. */
export const realtimePath = '/api/realtime';

const Handshake = z.object({ token: z.string().max(4_096), since: z.int().min(0).nullish() });
const handshakes = { points: 120, seconds: 60 };
const maxTabs = 50;
/** The longest time that a timer can take, in ms. */
const longest = 2 ** 31 - 1;

interface ToClient {
  message(message: LiveMessage): void;
  resync(resync: Resync): void;
  dashboard(nudge: DashboardNudge): void;
}

/** Who is behind a socket, until when, and what they have seen. */
interface Session {
  userId: UserId;
  expiresAt: number;
  last: number;
}

type ClientSocket = Socket<Record<string, never>, ToClient, Record<string, never>, Partial<Session>>;

/**
 * Opens the socket: checks tokens, replays what was missed and lets each client hear its own user's messages.
 *
 * @param listening the running server
 * @param parts the live feeds and the rate limits
 * @returns closes every socket; clients connect again by themselves, to another replica
 */
export function openGateway(listening: Listening, parts: { live: Live; limits: RateLimits }): () => void {
  const { live, limits } = parts;
  const io = new Server<Record<string, never>, ToClient, Record<string, never>, Partial<Session>>(listening.server, {
    path: realtimePath,
    serveClient: false,
    maxHttpBufferSize: 10_000, // clients have nothing to say but the handshake
  });

  async function admit(socket: ClientSocket): Promise<Session> {
    const handshake = Handshake.safeParse(socket.handshake.auth);
    if (!handshake.success) throw new Invalid('Give { token, since? } as auth of the handshake.');
    const { token, since } = handshake.data;
    const user = await listening.checkToken(token);
    await limits.consume('handshakes', handshakes, user.id);
    if (live.tabs(user.id) >= maxTabs) throw new TooManyRequests(60);
    const expiresAt = (decodeJwt(token).exp ?? 0) * 1_000;
    // Read before the client is told that it is connected: all that happens after that moment reaches it.
    return { userId: user.id, expiresAt, last: since ?? (await live.newest(user.id)) };
  }

  io.use((socket, next) => {
    admit(socket).then(
      (session) => {
        Object.assign(socket.data, session);
        next();
      },
      (error: unknown) => refuse(socket, error, next),
    );
  });

  io.on('connection', (socket) => {
    const { userId, expiresAt, last } = socket.data;
    if (userId === undefined || expiresAt === undefined || last === undefined) return void socket.disconnect(true);
    const tab = new Tab(last, {
      read: (since) => live.missed(userId, since),
      message: (message) => void socket.emit('message', message),
      resync: (resync) => void socket.emit('resync', resync),
      nudge: (nudge) => void socket.emit('dashboard', nudge),
    });
    // Closing the connection, not the socket: clients then come back by themselves, with a fresh token.
    const expiry = setTimeout(() => socket.conn.close(), Math.min(expiresAt - Date.now(), longest));
    socket.on('disconnect', () => {
      clearTimeout(expiry);
      live.leave(userId, tab);
    });
    live.join(userId, tab);
  });

  return () => void io.engine.close();
}

/** Tells the client why; when it is our own trouble, the connection is closed so that the client tries again by itself. */
function refuse(socket: ClientSocket, error: unknown, next: (error: Error) => void): void {
  const { status, body } = problemOf(error, realtimePath);
  if (status >= 500) return void socket.conn.close();
  next(Object.assign(new Error(body.detail ?? body.title), { data: body }));
}
