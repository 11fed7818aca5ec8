import { LiveMessage, MissedMessages } from '@credenza/contracts';
import { io } from 'socket.io-client';
import { PlainError } from '../../local/plain-error.ts';
import type { SignedIn } from '../accounts.ts';
import { expected, type Rest } from '../rest.ts';

/**
 * Opens the socket as the storefront's pages do, and hears what happens from now on.
 *
 * @param rest the marketplace
 * @param buyer who listens
 * @param hear told each live message
 * @returns closes the socket
 * @throws PlainError when the socket cannot be opened
 */
export async function listen(rest: Rest, buyer: SignedIn, hear: (message: LiveMessage) => void): Promise<() => void> {
  const { token } = buyer;
  const past = await rest.ask('GET', '/api/notifications/live?since=0', { token });
  const { seq } = expected(past, MissedMessages, 'asking for live messages');
  const socket = io(rest.url, { path: '/api/realtime', transports: ['websocket'], auth: { token, since: seq } });
  socket.on('message', (sent: unknown) => {
    const message = LiveMessage.safeParse(sent);
    if (message.success) hear(message.data);
  });
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new PlainError('The socket at /api/realtime did not open within 10 s.')),
      10_000,
    );
    socket.once('connect', () => {
      clearTimeout(late);
      resolve();
    });
  }).catch((error: unknown) => {
    socket.close();
    throw error;
  });
  return () => socket.close();
}
