import { isWell, type SystemState } from './system-state.ts';

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #23201c; background: #faf7f2 }
  h1 { font-weight: 600; letter-spacing: -.02em }
  table { border-collapse: collapse; width: 100%; margin-bottom: 1rem; background: #fff; border-radius: 12px; overflow: hidden; box-shadow: 0 1px 3px #0001 }
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

const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

const table = (head: string[], rows: string[]) =>
  `<table><thead><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;

/**
 * Draws the system page, which looks again by itself every three seconds.
 *
 * @param state of everything
 * @param now the time
 * @param mailUrl the mail catcher's page, where there is one
 * @returns HTML without scripts
 */
export function systemPage(state: SystemState, now: Date, mailUrl?: string): string {
  const services = state.services.map(({ name, up, sidecar, database, ms }) =>
    row(name, word(up), word(sidecar), word(database), ms === undefined ? '–' : `${ms} ms`),
  );
  const components = [
    row('Redis', 'events, shared state', word(state.redis)),
    ...(state.mail === undefined
      ? []
      : [row('mail catcher', `<a href="${mailUrl}">every mail sent</a>`, word(state.mail))]),
  ];
  return page(
    'Credenza – system',
    `<h1>${isWell(state) ? 'Everything is up' : 'Something is down'}</h1>
${table(['service', 'answers', 'its sidecar', 'its database', 'took'], services)}
${table(['component', 'for', 'answers'], components)}
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
