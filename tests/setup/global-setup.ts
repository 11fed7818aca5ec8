import { startTestServers } from './processes.ts';
import { keepServers } from './running.ts';

/** Before all tests: real MongoDB and Redis, and the sidecar's program; the workers read TEST_MONGO_URL, TEST_REDIS_HOST, TEST_REDIS_PROGRAM and DAPRD. */
export default async function globalSetup(): Promise<void> {
  const servers = await startTestServers();
  Object.assign(process.env, servers.env);
  keepServers(servers);
}
