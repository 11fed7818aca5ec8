import { mkdir, rm, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PlainError } from './plain-error.ts';

const leastFreeBytes = 1_000_000_000;

/** Where a marketplace keeps its state on this machine. */
export interface DataFolder {
  path: string;
  mongod: string;
  redis: string;
  mails: string;
  media: string;
  /** What shops have uploaded. */
  blobs: string;
  logs: string;
  /** Name resolution of the sidecars. */
  names: string;
  daprConfig: string;
  /** For shells from which the Dapr CLI is run. */
  daprRunEnvironment: string;
  secrets: string;
  /** There once the demo data is in. */
  seeded: string;
  /** Who runs on this folder. */
  processes: string;
}

/**
 * @param path the folder
 * @returns the paths inside it
 */
export function dataFolder(path: string): DataFolder {
  const inside = (name: string) => join(resolve(path), name);
  return {
    path: resolve(path),
    mongod: inside('mongod'),
    redis: inside('redis'),
    mails: inside('mails'),
    media: inside('media'),
    blobs: inside('blobs'),
    logs: inside('logs'),
    names: inside('names.db'),
    daprConfig: inside('dapr-config.yaml'),
    daprRunEnvironment: inside('dapr-run.env'),
    secrets: inside('secrets.json'),
    seeded: inside('seeded.json'),
    processes: inside('processes.json'),
  };
}

/**
 * Makes the folders and looks whether there is room.
 *
 * @param data the folder
 * @throws PlainError when less than 1 GB is free or the folder cannot be written
 */
export async function prepareFolder(data: DataFolder): Promise<void> {
  const folders = [data.mongod, data.redis, data.mails, data.media, data.blobs, data.logs];
  await Promise.all(folders.map((folder) => mkdir(folder, { recursive: true }))).catch((error: unknown) => {
    throw new PlainError(
      `The data folder ${data.path} cannot be written: ${error instanceof Error ? error.message : error}.`,
    );
  });
  const { bavail, bsize } = await statfs(data.path);
  requireRoom(data.path, bavail * bsize);
}

/**
 * @param path the folder
 * @param freeBytes how much is free there
 * @throws PlainError when that is less than 1 GB
 */
export function requireRoom(path: string, freeBytes: number): void {
  if (freeBytes >= leastFreeBytes) return;
  const free = Math.floor(freeBytes / 1_000_000);
  throw new PlainError(
    `Only ${free} MB are free where ${path} is; a marketplace needs 1 GB: make room, or set CREDENZA_DATA to a folder elsewhere.`,
  );
}

/**
 * Forgets where sidecars were; nothing may run on the folder.
 *
 * @param data the folder
 */
export async function forgetNames(data: DataFolder): Promise<void> {
  await Promise.all(['', '-wal', '-shm'].map((ending) => rm(`${data.names}${ending}`, { force: true })));
}

/**
 * Deletes the state, and only what the runner itself has put there. Nothing may run on the folder.
 *
 * @param data the folder
 */
export async function wipe(data: DataFolder): Promise<void> {
  const { path: _path, processes: _processes, ...state } = data;
  await Promise.all(Object.values(state).map((entry) => rm(entry, { recursive: true, force: true })));
}
