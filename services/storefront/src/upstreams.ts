import { type ServiceName, serviceNames, services } from '@credenza/contracts';

/** A service that requests are sent on to. */
export interface Upstream {
  name: ServiceName;
  url: string;
  /** None for a service without an API of its own. */
  prefixes: readonly string[];
}

/** Where a request goes: a service, and the path and query that it is sent with. */
export interface Destination {
  upstream: Upstream;
  path: string;
}

/**
 * Finds every service's address. All ports move together: a storefront on 5000 means a product service on 5002.
 *
 * @param template such as `http://127.0.0.1:{port}` or `http://{name}:{port}`
 * @param ownPort the port that this storefront listens on
 * @returns all services, in the list's order
 */
export function upstreams(template: string, ownPort: number): Upstream[] {
  const shift = ownPort - services.storefront.port;
  return serviceNames.map((name) => ({
    name,
    url: template.replaceAll('{name}', name).replaceAll('{port}', String(services[name].port + shift)),
    prefixes: services[name].prefixes,
  }));
}

/** Parsers disagree about these in a path: some read a backslash as a slash, some decode before they resolve dots. */
const ambiguous = /\\|%5c|%2f|%2e|\/\.{1,2}(\/|$)/i;

/**
 * Picks the service for a request; the longest prefix wins. What is matched is what is sent, so that no service can
 * read another path than the one that was looked at.
 *
 * @param table from `upstreams`
 * @param target a request's target: its path with or without a query
 * @returns the service with the path to send, or undefined for the storefront's own pages and for paths that can be
 *   read in two ways
 */
export function destinationOf(table: readonly Upstream[], target: string): Destination | undefined {
  const [asSent = ''] = target.split(/[?#]/);
  if (!asSent.startsWith('/') || ambiguous.test(asSent) || !URL.canParse(target, 'http://ingress.invalid')) return;
  const { pathname, search } = new URL(target, 'http://ingress.invalid');
  const fits = (prefix: string) => pathname === prefix || pathname.startsWith(`${prefix}/`);
  const length = (one: Upstream) => Math.max(0, ...one.prefixes.filter(fits).map((prefix) => prefix.length));
  const [best] = table.filter((one) => length(one) > 0).sort((a, b) => length(b) - length(a));
  return best && { upstream: best, path: pathname + search };
}
