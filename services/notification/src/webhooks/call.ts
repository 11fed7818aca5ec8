import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { ForbiddenAddress, guardedLookup, isPublicAddress } from './address-guard.ts';

/** What a receiver has answered. */
export interface CallAnswer {
  status: number;
  /** The beginning of what it said. */
  text: string;
}

const readsAtMost = 1_000;

/**
 * Posts to a receiver. Redirects are not followed: they are answers like any other.
 *
 * @param url where to
 * @param message the JSON body and the headers that sign it
 * @param options how long it may take in all, in ms, whether this very machine may be called, and what ends it early
 * @returns the answer, whatever it is
 * @throws ForbiddenAddress for a private network; Error when nobody answers in time
 */
export async function call(
  url: string,
  message: { body: string; headers: Record<string, string> },
  options: { timeoutMs: number; local: boolean; closing?: AbortSignal },
): Promise<CallAnswer> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  // What is an address already is not looked up.
  if (isIP(host) !== 0 && !isPublicAddress(host, options.local))
    throw new ForbiddenAddress(`${host} is inside a private network`);
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  return await new Promise((resolve, reject) => {
    const sent = request(target, {
      method: 'POST',
      agent: false, // a connection of its own: an address that was looked at before must not count for the next call
      lookup: guardedLookup(options.local),
      signal: AbortSignal.any([AbortSignal.timeout(options.timeoutMs), ...(options.closing ? [options.closing] : [])]),
      headers: {
        ...message.headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(message.body),
        'user-agent': 'Credenza-Webhooks/1',
      },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      const end = () => {
        resolve({ status: response.statusCode ?? 0, text: text.slice(0, readsAtMost) });
        sent.destroy();
      };
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length >= readsAtMost) end();
      });
      response.on('end', end);
      response.on('error', reject);
    });
    sent.end(message.body);
  });
}
