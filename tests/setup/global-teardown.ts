import { endServers } from './running.ts';

/** After all tests: nothing stays behind. */
export default async function globalTeardown(): Promise<void> {
  await endServers();
}
