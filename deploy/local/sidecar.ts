import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseDocument } from 'yaml';
import type { ServicePorts } from './ports.ts';

/** Half of what a sidecar takes otherwise, at the price of a little more garbage collection. */
export const sidecarMemory = { GOMEMLIMIT: '48MiB', GOGC: '50' };

/**
 * @param of the app-id, the ports, the components' folder and the configuration's file
 * @returns daprd's arguments; neither placement nor scheduler, because actors, workflows and jobs are not used
 */
export function sidecarArguments(of: {
  appId: string;
  ports: ServicePorts;
  components: string;
  configuration: string;
}): string[] {
  const settings = {
    'app-id': of.appId,
    'app-port': of.ports.app,
    'app-protocol': 'http',
    'dapr-http-port': of.ports.daprHttp,
    'dapr-grpc-port': of.ports.daprGrpc,
    'dapr-internal-grpc-port': of.ports.daprInternalGrpc,
    'dapr-internal-grpc-listen-address': '127.0.0.1',
    'dapr-listen-addresses': '127.0.0.1',
    'metrics-port': of.ports.metrics,
    'metrics-listen-address': '127.0.0.1',
    'resources-path': of.components,
    config: of.configuration,
    'log-as-json': true,
    'log-level': 'warn',
    'dapr-graceful-shutdown-seconds': 5,
  };
  return Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
}

/**
 * Writes the sidecars' configuration for one data folder.
 *
 * @param template the text of the configuration for "dapr run"
 * @param file where to write it
 * @param names the file in which services find each other
 */
export async function writeConfiguration(template: string, file: string, names: string): Promise<void> {
  const document = parseDocument(template);
  document.setIn(['spec', 'nameResolution', 'configuration', 'connectionString'], names);
  await writeFile(file, document.toString({ lineWidth: 0 }));
}

/**
 * Waits until a URL answers well.
 *
 * @param url what to ask
 * @param signal gives up when aborted
 * @param headers what to send
 * @throws the abort's reason
 */
export async function whenAnswering(
  url: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<void> {
  while (!(await answersWell(url, headers))) {
    signal.throwIfAborted();
    await pause(60);
  }
}

async function answersWell(url: string, headers: Record<string, string>): Promise<boolean> {
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
