import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';
import { whenAccepting } from './tcp.ts';

const { MongoClient, MongoServerError } = mongoose.mongo;
const notInitiated = 94;
const configurationForOthers = 93;

/**
 * @param port the port of the loopback interface
 * @returns the URL of the local one-node replica set, without a database name
 */
export function mongoUrl(port: number): string {
  return `mongodb://127.0.0.1:${port}/?directConnection=true`;
}

/**
 * @param port the port to listen on
 * @param folder the database files
 * @returns mongod's arguments: one node of a replica set, because transactions and change streams need one
 */
export function mongodArguments(port: number, folder: string): string[] {
  const settings = {
    replSet: 'rs0',
    port,
    bind_ip: '127.0.0.1',
    dbpath: folder,
    wiredTigerCacheSizeGB: 0.25,
    oplogSize: 512,
    // A signalled primary otherwise waits 15 s for a successor that a set of one never has.
    setParameter: 'shutdownTimeoutMillisForSignaledShutdown=500',
  };
  return [
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    '--nounixsocket',
    '--quiet',
  ];
}

/**
 * Waits until mongod takes writes, making it a replica set the first time and after its port has changed.
 *
 * @param port its port
 * @param signal gives up when aborted
 * @throws the abort's reason
 */
export async function whenMongodWrites(port: number, signal: AbortSignal): Promise<void> {
  await whenAccepting(port, signal); // the driver is slow to notice a server that was not there at first
  const client = new MongoClient(mongoUrl(port), { serverSelectionTimeoutMS: 1_000, heartbeatFrequencyMS: 500 });
  try {
    while (true) {
      signal.throwIfAborted();
      if (await isPrimary(client, port)) return;
      await pause(50);
    }
  } finally {
    await client.close();
  }
}

async function isPrimary(client: InstanceType<typeof MongoClient>, port: number): Promise<boolean> {
  const admin = client.db('admin');
  const member = { _id: 0, host: `127.0.0.1:${port}` };
  try {
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary === true) return true;
    await admin.command({ replSetGetStatus: 1 });
  } catch (error) {
    if (!(error instanceof MongoServerError)) return false; // it does not listen yet
    if (error.code === notInitiated) {
      await quietly(admin.command({ replSetInitiate: { _id: 'rs0', members: [member] } }));
    } else if (error.code === configurationForOthers) {
      const old = await client.db('local').collection('system.replset').findOne();
      const config = { ...old, version: Number(old?.version ?? 0) + 1, members: [member] };
      await quietly(admin.command({ replSetReconfig: config, force: true }));
    }
  }
  return false;
}

/** What fails here fails because another attempt is under way; the loop looks again. */
async function quietly(command: Promise<unknown>): Promise<void> {
  await command.catch(() => {});
}
