import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The address is inside our own network, or of no network at all. */
export class ForbiddenAddress extends Error {}

/**
 * @param address an IP address
 * @param local whether this very machine counts, too
 * @returns whether a seller may have us call it: everything but private, local and special networks
 */
export function isPublicAddress(address: string, local: boolean): boolean {
  if (isIP(address) === 0) return false;
  const range = ipaddr.process(address).range(); // an IPv4 address inside an IPv6 one counts as itself
  return range === 'unicast' || (local && range === 'loopback');
}

/**
 * @param url where a seller wants to be called
 * @param local whether this very machine counts, too, and without TLS
 * @returns what is wrong with it; undefined when nothing is. What its name stands for is looked at when we connect
 */
export function mistakeInUrl(url: string, local: boolean): string | undefined {
  if (!URL.canParse(url)) return 'must be a URL';
  const { protocol, hostname, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'https:' && !(local && protocol === 'http:')) return 'must begin with https://';
  if (username !== '' || password !== '') return 'must not carry a user or a password';
  if (isIP(host) !== 0 && !isPublicAddress(host, local)) return 'must not be inside a private network';
  if (/(^|\.)(localhost|local|internal)\.?$/i.test(host) && !local) return 'must not be inside a private network';
  return undefined;
}

/**
 * Looks at an address at the very moment of connecting to it, so that a name cannot stand for another one by then.
 *
 * @param local whether this very machine counts, too
 * @returns a lookup for `http.request`, that fails with ForbiddenAddress
 */
export function guardedLookup(local: boolean): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const [first] = addresses;
      const forbidden = addresses.find(({ address }) => !isPublicAddress(address, local));
      if (forbidden || !first)
        return done(new ForbiddenAddress(`${hostname} is inside a private network (${forbidden?.address})`), '', 0);
      if (options.all) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
}
