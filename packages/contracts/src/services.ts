/** What the rest of the system must know about one service to reach it. */
export interface ServiceEntry {
  /** The port the service listens on locally and in its container. */
  port: number;
  /** Public path prefixes that the ingress routes to this service; none for a service without an API of its own. */
  prefixes: readonly string[];
}

/**
 * The one list of services and the one ingress route table. `dapr.yaml`, the component scopes
 * and the local ingress are derived from it or checked against it (`npm run gen`, `tests/conformance`).
 */
export const services = {
  storefront: { port: 4000, prefixes: [] },
  auth: { port: 4001, prefixes: ['/api/auth'] },
  product: { port: 4002, prefixes: ['/api/products', '/media/uploads'] },
  cart: { port: 4003, prefixes: ['/api/cart'] },
  order: { port: 4004, prefixes: ['/api/orders'] },
  payment: { port: 4005, prefixes: ['/api/payments'] },
  notification: { port: 4006, prefixes: ['/api/notifications', '/api/realtime'] },
  'seller-dashboard': { port: 4007, prefixes: ['/api/seller'] },
  'ai-buddy': { port: 4008, prefixes: ['/api/assistant'] },
} as const satisfies Record<string, ServiceEntry>;

/** A service's name, which is also its Dapr app-id, its folder and (with `credenza_` before it) its database. */
export type ServiceName = keyof typeof services;

/** Every service's name, in port order. */
export const serviceNames = Object.keys(services) as ServiceName[];
