import type { ServiceName } from '@credenza/contracts';
import { z } from 'zod';
import type { Upstream } from './upstreams.ts';

/** How one service is, as its `/readyz` says. */
export interface ServiceState {
  name: ServiceName;
  url: string;
  up: boolean;
  database: boolean;
  sidecar: boolean;
  /** How long it took to say so, in ms; missing when it did not answer. */
  ms?: number;
}

const Ready = z.object({ checks: z.object({ database: z.boolean(), sidecar: z.boolean() }) });

/**
 * Asks every service how it is.
 *
 * @param table the services
 * @returns their states, in the table's order; one that does not answer within 2 s is down
 */
export async function systemState(table: Upstream[]): Promise<ServiceState[]> {
  return await Promise.all(
    table.map(async ({ name, url }) => {
      const began = performance.now();
      try {
        const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
        const { checks } = Ready.parse(await answer.json());
        return { name, url, up: answer.ok, ...checks, ms: Math.round(performance.now() - began) };
      } catch {
        return { name, url, up: false, database: false, sidecar: false };
      }
    }),
  );
}

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #23201c; background: #faf7f2 }
  h1 { font-weight: 600; letter-spacing: -.02em }
  table { border-collapse: collapse; width: 100%; background: #fff; border-radius: 12px; overflow: hidden; box-shadow: 0 1px 3px #0001 }
  th, td { text-align: left; padding: .6rem .9rem; border-bottom: 1px solid #f0ebe3 }
  th { font-weight: 500; color: #7a7064 }
  a { color: #8a4b2a }
  .up { color: #2f7d4f } .down { color: #b3261e; font-weight: 600 }
  footer { color: #7a7064; margin-top: 1rem }`;

const word = (ok: boolean) => (ok ? '<span class="up">up</span>' : '<span class="down">down</span>');

function page(title: string, body: string, refreshSeconds?: number): string {
  const refresh = refreshSeconds ? `<meta http-equiv="refresh" content="${refreshSeconds}">` : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}<title>${title}</title><style>${style}</style></head><body>${body}</body></html>`;
}

/**
 * Draws the system page, which looks again by itself every three seconds.
 *
 * @param states the services
 * @param redis whether Redis answers
 * @param now the time
 * @returns HTML without scripts
 */
export function systemPage(states: ServiceState[], redis: boolean, now: Date): string {
  const rows = states
    .map(
      ({ name, up, sidecar, database, ms }) =>
        `<tr><td>${name}</td><td>${word(up)}</td><td>${word(sidecar)}</td><td>${word(database)}</td><td>${ms === undefined ? '–' : `${ms} ms`}</td></tr>`,
    )
    .join('');
  const well = redis && states.every(({ up, sidecar, database }) => up && sidecar && database);
  return page(
    'Credenza – system',
    `<h1>${well ? 'Everything is up' : 'Something is down'}</h1>
<table><thead><tr><th>service</th><th>answers</th><th>its sidecar</th><th>its database</th><th>took</th></tr></thead><tbody>${rows}</tbody></table>
<p>Redis (events, shared state): ${word(redis)}</p>
<footer>${now.toISOString()} · <a href="/">start</a> · <a href="/docs/">API</a> · <a href="/system.json">as JSON</a></footer>`,
    3,
  );
}

/**
 * @returns the page at `/` until the shop's pages are here
 */
export function welcomePage(): string {
  return page(
    'Credenza',
    `<h1>Credenza is running</h1>
<p>This address is the marketplace's one door. Behind it are the services' APIs; the shop's own pages come later.</p>
<ul>
<li><a href="/docs/">The API of every service</a></li>
<li><a href="/system">What is up and what is down</a></li>
<li><a href="/api/products?limit=24">Products, as the API lists them</a></li>
</ul>`,
  );
}
