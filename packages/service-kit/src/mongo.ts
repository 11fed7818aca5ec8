import mongoose, { type Connection } from 'mongoose';
import type { Log } from './log.ts';

/**
 * Opens a service's database. Every write waits for a majority, so that an acknowledged write survives a failover.
 *
 * @param settings the server's URL, the prefix of database names, the service's name, and whether this is a test
 * @param log told when the connection is lost and found again
 * @returns an open mongoose connection of its own (no global state)
 * @throws Error when a test would touch a database whose name does not start with `test_`
 */
export async function openDatabase(
  settings: { url: string; prefix: string; service: string; test: boolean },
  log: Log,
): Promise<Connection> {
  if (settings.test && !settings.prefix.startsWith('test_')) {
    throw new Error(`Tests use databases whose names start with test_, not ${settings.prefix}.`);
  }
  const connection = mongoose.createConnection(settings.url, {
    dbName: databaseName(settings.prefix, settings.service),
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    retryWrites: true,
    serverSelectionTimeoutMS: 5_000,
    socketTimeoutMS: 30_000,
    maxPoolSize: 50,
    autoIndex: false,
    bufferCommands: false,
    ignoreUndefined: true,
    appName: settings.service,
  });
  connection.on('disconnected', () => log.warn('the database is out of reach'));
  connection.on('reconnected', () => log.info('the database is back'));
  return await connection.asPromise();
}

/**
 * @param prefix the prefix of database names
 * @param service the service's name
 * @returns the name of the service's database
 */
export function databaseName(prefix: string, service: string): string {
  return `${prefix}${service.replaceAll('-', '_')}`;
}

/**
 * @param error anything thrown
 * @returns whether MongoDB refused a write because a unique key exists already
 */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11_000;
}
