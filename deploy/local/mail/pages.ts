import type { Mail } from './mail.ts';

/** An HTTP answer. */
export interface Answer {
  status: number;
  type: string;
  body: string;
}

/**
 * Answers a request to the mail catcher: `/` lists, `/mails/<id>` shows one, `/mails.json?to=` gives them to programs.
 *
 * @param url the request's path and query
 * @param mails what was caught, oldest first
 * @returns the answer
 */
export function answer(url: string, mails: readonly Mail[]): Answer {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const newestFirst = mails.toReversed();
  if (pathname === '/mails.json') {
    const to = searchParams.get('to')?.toLowerCase();
    const matching = newestFirst.filter((mail) => to === undefined || mail.to.some((one) => one.toLowerCase() === to));
    return { status: 200, type: 'application/json', body: JSON.stringify(matching) };
  }
  if (pathname === '/') return html(200, 'Mails', list(newestFirst));
  const mail = mails.find(({ id }) => pathname === `/mails/${id}`);
  return mail ? html(200, mail.subject, one(mail)) : html(404, 'No such mail', '<p><a href="/">All mails</a></p>');
}

function list(mails: readonly Mail[]): string {
  if (mails.length === 0) return '<p>No mail yet. Everything that the marketplace sends is caught here.</p>';
  const rows = mails.map(
    ({ id, to, subject, receivedAt }) =>
      `<tr><td>${receivedAt.slice(11, 19)}</td><td>${escaped(to.join(', '))}</td><td><a href="/mails/${id}">${escaped(subject)}</a></td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

function one({ from, to, text, html: markup, receivedAt }: Mail): string {
  const head = `<p>From ${escaped(from)} to ${escaped(to.join(', '))}, ${receivedAt}</p>`;
  const body = markup === '' ? `<pre>${escaped(text)}</pre>` : `<iframe sandbox srcdoc="${escaped(markup)}"></iframe>`;
  return `${head}${body}<p><a href="/">All mails</a></p>`;
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}td{padding:.2rem 1rem .2rem 0}iframe{width:100%;height:70vh;border:1px solid #ccc}pre{white-space:pre-wrap}';

function html(status: number, title: string, body: string): Answer {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><style>${style}</style><h1>${escaped(title)}</h1>${body}</html>`;
  return { status, type: 'text/html; charset=utf-8', body: page };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
