import { DashboardNudge, LiveMessage, Resync } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { io, type Socket } from 'socket.io-client';

/** One browser tab: what it hears, and how to close it. */
export interface Client {
  socket: Socket;
  messages: LiveMessage[];
  resyncs: Resync[];
  nudges: DashboardNudge[];
  /** Why it could not connect. */
  refusals: { message: string; status: number | undefined }[];
  seqs(): number[];
  /** Waits until it has heard that many messages. */
  hears(count: number): Promise<LiveMessage[]>;
  close(): void;
}

const open = new Set<Client>();

/** Closes whatever a test has left open. */
export function closeClients(): void {
  for (const client of open) client.close();
}

/**
 * Opens a tab; every message is checked against the contract.
 *
 * @param url the service
 * @param auth the handshake, or what gives it at every connection
 * @param transports how to connect
 * @returns the tab, which may not be connected yet
 */
export function openTab(
  url: string,
  auth: Record<string, unknown> | ((give: (auth: object) => void) => void),
  transports = ['websocket'],
): Client {
  const socket = io(url, {
    path: '/api/realtime',
    auth,
    transports,
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
    forceNew: true,
  });
  const client: Client = {
    socket,
    messages: [],
    resyncs: [],
    nudges: [],
    refusals: [],
    seqs: () => client.messages.map(({ seq }) => seq),
    async hears(count) {
      await eventually(() => client.messages.length >= count);
      return client.messages;
    },
    close() {
      socket.disconnect();
      open.delete(client);
    },
  };
  socket.on('message', (message: unknown) => client.messages.push(LiveMessage.parse(message)));
  socket.on('resync', (resync: unknown) => client.resyncs.push(Resync.parse(resync)));
  socket.on('dashboard', (nudge: unknown) => client.nudges.push(DashboardNudge.parse(nudge)));
  socket.on('connect_error', (error: Error & { data?: { status?: number } }) =>
    client.refusals.push({ message: error.message, status: error.data?.status }),
  );
  open.add(client);
  return client;
}

/**
 * @param url the service
 * @param authorization the user's `Authorization` header
 * @param since the last message that the tab has seen
 * @returns the tab, connected
 */
export async function connectedTab(url: string, authorization: string, since?: number): Promise<Client> {
  const client = openTab(url, { token: authorization.replace('Bearer ', ''), since });
  await eventually(() => client.socket.connected);
  return client;
}
