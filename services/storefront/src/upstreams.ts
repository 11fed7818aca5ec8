import { type ServiceName, services } from '@credenza/contracts';

/** A service that requests are sent on to. */
export interface Upstream {
  name: ServiceName;
  url: string;
  prefixes: readonly string[];
}

/**
 * Finds every service's address. All ports move together: a storefront on 5000 means a product service on 5002.
 *
 * @param template such as `http://127.0.0.1:{port}` or `http://{name}:{port}`
 * @param ownPort the port that this storefront listens on
 * @returns the services that have an API of their own
 */
export function upstreams(template: string, ownPort: number): Upstream[] {
  const shift = ownPort - services.storefront.port;
  return Object.entries(services)
    .filter(([, entry]) => entry.prefixes.length > 0)
    .map(([name, entry]) => ({
      name: name as ServiceName,
      url: template.replaceAll('{name}', name).replaceAll('{port}', String(entry.port + shift)),
      prefixes: entry.prefixes,
    }));
}

/**
 * Picks the service for a path; the longest prefix wins.
 *
 * @param table from `upstreams`
 * @param path a request's path with or without its query
 * @returns the service, or undefined for the storefront's own pages
 */
export function upstreamFor(table: Upstream[], path: string): Upstream | undefined {
  const plain = path.split('?')[0] ?? path;
  // A proxy resolves dot segments: a path that means another one than it says is not ours to send on.
  if (/(^|\/)(\.|%2e){1,2}(\/|\\|$)/i.test(plain)) return undefined;
  const fits = (prefix: string) => plain === prefix || plain.startsWith(`${prefix}/`);
  const length = (one: Upstream) => Math.max(0, ...one.prefixes.filter(fits).map((prefix) => prefix.length));
  const [best] = table.filter((one) => length(one) > 0).sort((a, b) => length(b) - length(a));
  return best;
}
