import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * @param port the port to listen on
 * @param folder where the append-only file lives
 * @returns the server's arguments; the many databases keep test runs apart
 */
export function redisArguments(port: number, folder: string): string[] {
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    databases: 1_024,
    'tcp-backlog': 128, // no warning where the system allows no more
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** Where Redis is, in the three parts that the components take. */
export interface RedisAddress {
  /** `host:port` */
  host: string;
  password: string;
  db: string;
}

/**
 * @param url such as `redis://:secret@host:6379/2`
 * @returns its parts
 * @throws TypeError when it is no URL
 */
export function redisAddress(url: string): RedisAddress {
  const { hostname, port, password, pathname } = new URL(url);
  return {
    host: `${hostname}:${port || '6379'}`,
    password: decodeURIComponent(password),
    db: pathname.slice(1) || '0',
  };
}

/**
 * Waits until Redis answers, which it does only after it has read its append-only file.
 *
 * @param port its port
 * @param signal gives up when aborted
 * @throws the abort's reason
 */
export async function whenRedisAnswers(port: number, signal: AbortSignal): Promise<void> {
  while (!(await pings(port))) {
    signal.throwIfAborted();
    await pause(30);
  }
}

function pings(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 500 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => finish(data.toString().startsWith('+PONG')));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}
