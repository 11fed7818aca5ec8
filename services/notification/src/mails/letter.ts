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
  | { link: string; url: string };

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
 * @param to whose name it begins with
 * @param subject the subject, one line
 * @param parts what it says
 * @returns subject, plain text and HTML
 */
export function letter(to: { name: string }, subject: string, parts: Part[]): Letter {
  const all: Part[] = [`Hello ${to.name},`, ...parts, 'Your Credenza team'];
  const body = all.map(htmlOf).join('\n');
  return {
    subject: oneLine(subject),
    text: `${all.map(textOf).join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(oneLine(subject))}</title></head>
<body style="font-family: sans-serif; max-width: 36em; margin: 2em auto; color: #222">
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
  if ('link' in part) return `${part.link}: ${part.url}`;
  return part.table.map(([what, amount]) => `  ${oneLine(what)}  ${amount}`).join('\n');
}

function htmlOf(part: Part): string {
  if (typeof part === 'string') return `<p>${escapeHtml(oneLine(part))}</p>`;
  if ('link' in part) return `<p><a href="${escapeHtml(part.url)}">${escapeHtml(part.link)}</a></p>`;
  return `<table style="width: 100%; border-collapse: collapse">\n${part.table.map(rowOf).join('\n')}\n</table>`;
}

function rowOf([what, amount]: [string, string], index: number, rows: unknown[]): string {
  const last = index === rows.length - 1;
  const style = last ? ' style="font-weight: bold; border-top: 1px solid #999"' : '';
  return `<tr${style}><td>${escapeHtml(oneLine(what))}</td><td style="text-align: right">${escapeHtml(amount)}</td></tr>`;
}
