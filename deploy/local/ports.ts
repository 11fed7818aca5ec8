import { services } from '@credenza/contracts';

/** The base that the list of services and dapr.yaml are written for. */
export const defaultBase = 4_000;

/** The ports that belong to the marketplace as a whole. */
export interface SharedPorts {
  mongod: number;
  redis: number;
  smtp: number;
  mail: number;
  /** The storefront's own numbers; its main port is open to everybody. */
  storefrontMetrics: number;
}

/** The ports of one service and of its sidecar. */
export interface ServicePorts {
  app: number;
  daprHttp: number;
  daprGrpc: number;
  daprInternalGrpc: number;
  metrics: number;
}

/**
 * @param base what `--port` says
 * @returns the shared ports
 */
export function sharedPorts(base: number): SharedPorts {
  return { mongod: base + 90, redis: base + 91, smtp: base + 92, mail: base + 93, storefrontMetrics: base + 94 };
}

/**
 * Every port of a service follows from the one it has in the list of services.
 *
 * @param listed its port there
 * @param base what `--port` says
 * @returns its ports and its sidecar's
 */
export function servicePorts(listed: number, base: number): ServicePorts {
  const app = base + (listed - defaultBase);
  return { app, daprHttp: app + 100, daprGrpc: app + 200, daprInternalGrpc: app + 300, metrics: app + 400 };
}

/** Ports up to this distance from the base may be in use. */
export const span = 400 + Math.max(...Object.values(services).map(({ port }) => port - defaultBase));
