import type { Language } from './language.ts';

/** What a mail says, in both forms. */
export interface Letter {
  subject: string;
  text: string;
  html: string;
}

/** One part of a letter. Everything in it is plain text; the letter escapes it. */
export type Part =
  | string
  /** Lines with an amount at their end; the last one is the total. */
  | { table: [what: string, amount: string][] }
  | { list: string[] }
  | { link: string; url: string }
  /** What stands below the letter, small. */
  | { small: string; link: string; url: string };

const polite: Record<Language, { hello: string; bye: string }> = {
  en: { hello: 'Hello', bye: 'Your Credenza team' },
  de: { hello: 'Hallo', bye: 'Dein Credenza-Team' },
};

/**
 * @param text anything that a person may have written
 * @returns the same text as HTML
 */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Writes a letter once and gives it in both forms, so that they cannot differ and nothing goes unescaped.
 *
 * @param to whose name it begins with, and the language that the parts are in
 * @param subject the subject, one line
 * @param parts what it says
 * @param footer what stands below it
 * @returns subject, plain text and HTML
 */
export function letter(
  to: { name: string; language: Language },
  subject: string,
  parts: Part[],
  footer: Part[] = [],
): Letter {
  const { hello, bye } = polite[to.language];
  const all: Part[] = [`${hello} ${to.name},`, ...parts, bye, ...footer];
  const body = all.map(htmlOf).join('\n');
  return {
    subject: oneLine(subject),
    text: `${all.map(textOf).join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="${to.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(oneLine(subject))}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: 2em auto; padding: 0 1em; color: #222">
${body}
</body>
</html>
`,
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function textOf(part: Part): string {
  if (typeof part === 'string') return oneLine(part);
  if ('small' in part) return `${oneLine(part.small)}\n${part.link}: ${part.url}`;
  if ('link' in part) return `${part.link}: ${part.url}`;
  if ('list' in part) return part.list.map((item) => `  - ${oneLine(item)}`).join('\n');
  return part.table.map(([what, amount]) => `  ${oneLine(what)}  ${amount}`).join('\n');
}

function htmlOf(part: Part): string {
  if (typeof part === 'string') return `<p>${escapeHtml(oneLine(part))}</p>`;
  if ('small' in part)
    return `<p style="font-size: 80%; color: #666">${escapeHtml(oneLine(part.small))} ${anchorOf(part)}</p>`;
  if ('link' in part) return `<p>${anchorOf(part)}</p>`;
  if ('list' in part)
    return `<ul>\n${part.list.map((item) => `<li>${escapeHtml(oneLine(item))}</li>`).join('\n')}\n</ul>`;
  return `<table style="width: 100%; border-collapse: collapse">\n${part.table.map(rowOf).join('\n')}\n</table>`;
}

function anchorOf({ link, url }: { link: string; url: string }): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(link)}</a>`;
}

function rowOf([what, amount]: [string, string], index: number, rows: unknown[]): string {
  const last = index === rows.length - 1;
  const style = last ? ' style="font-weight: bold; border-top: 1px solid #999"' : '';
  return `<tr${style}><td>${escapeHtml(oneLine(what))}</td><td style="text-align: right">${escapeHtml(amount)}</td></tr>`;
}
