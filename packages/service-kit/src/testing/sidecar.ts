import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from './eventually.ts';

/** One place where test sidecars find each other's addresses. */
export interface Mesh {
  folder: string;
  configFile: string;
  close(): Promise<void>;
}

/**
 * Makes a mesh of its own: sidecars in it resolve each other and nobody else.
 *
 * @returns the mesh; close it when its sidecars have ended
 */
export async function makeMesh(): Promise<Mesh> {
  const folder = await mkdtemp(join(tmpdir(), 'credenza-mesh-'));
  const configFile = join(folder, 'config.yaml');
  const text = `apiVersion: dapr.io/v1alpha1
kind: Configuration
metadata:
  name: test
spec:
  nameResolution:
    component: sqlite
    version: v1
    configuration:
      connectionString: ${join(folder, 'names.db')}
      updateInterval: 60s
      timeout: 10s
      cleanupInterval: 87600h
`;
  await writeFile(configFile, text);
  return { folder, configFile, close: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * @returns a TCP port of the loopback interface that was free a moment ago
 */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** A daprd process beside one service. */
export interface Sidecar {
  httpPort: number;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Whether a child process is over. */
function over(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * Ends a child process: asks first, insists after five seconds.
 *
 * @param child the process
 */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (over(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(impatient);
}

/**
 * Starts the real sidecar with the repository's own components.
 *
 * @param of the app-id, the app's port, the sidecar's HTTP port, the environment (tokens, Redis) and the mesh
 * @returns the running sidecar, ready to publish and to call
 */
export async function startSidecar(of: {
  appId: string;
  appPort: number;
  httpPort: number;
  env: Record<string, string>;
  mesh: Mesh;
}): Promise<Sidecar> {
  const daprd = process.env.DAPRD;
  if (!daprd) throw new Error('DAPRD does not name the daprd program; run the tests with npm test.');
  const [grpc, internal, metrics, profile] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const args = {
    'app-id': of.appId,
    'app-port': of.appPort,
    'app-protocol': 'http',
    'dapr-http-port': of.httpPort,
    'dapr-grpc-port': grpc,
    'dapr-internal-grpc-port': internal,
    'metrics-port': metrics,
    'profile-port': profile,
    'dapr-listen-addresses': '127.0.0.1',
    'resources-path': resolve(import.meta.dirname, '../../../../components'),
    config: of.mesh.configFile,
    'log-level': 'warn',
    'dapr-graceful-shutdown-seconds': 1,
  };
  const child = spawn(
    daprd,
    Object.entries(args).map(([name, value]) => `--${name}=${value}`),
    {
      env: { ...process.env, ...of.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000);
    if (process.env.TEST_VERBOSE) process.stdout.write(text);
  });
  await eventually(async () => {
    if (over(child)) throw new Error(`the sidecar has ended: ${said}`);
    const answer = await fetch(`http://127.0.0.1:${of.httpPort}/v1.0/healthz`, {
      headers: { 'dapr-api-token': of.env.DAPR_API_TOKEN ?? '' },
    });
    if (!answer.ok) throw new Error(`the sidecar is not healthy (${answer.status}): ${said}`);
    return true;
  });
  return { httpPort: of.httpPort, process: child, stop: () => endProcess(child) };
}
