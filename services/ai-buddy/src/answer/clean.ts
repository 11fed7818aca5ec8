/** Control characters, soft hyphens, zero-width and direction marks, tags and variation selectors: read by models, seen by nobody. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\u115f\u1160\u3164]|\u034f|\u17b4|\u17b5|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;
const markup = /<!--[\s\S]*?(?:-->|$)|<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)|<\/?[a-z!?][^>]*(?:>|$)/gi;
const markdownLink = /!?\[([^\]]*)\]\([^)]*\)/g;
const address =
  /(?:https?|ftp|javascript|vbscript):[^\s"'<>]*|\b(?:data|file|mailto):(?=\S)[^\s"'<>]*|www\.[^\s"'<>]+|\/\/[\w.-]+\.[a-z]{2,}\S*/gi;
/** What separates data from instructions, in our prompt and in the formats of common models. */
const delimiters =
  /\[\/?(?:INST|SYS|data|source)\b[^\]]*\]|(?:^|\s)#{2,}\s*(?:system|assistant|user|instruction)s?\b:?|<\|[^|]*\|>|`{3,}|"{3,}/gi;

/**
 * Makes text of products, reviews and articles harmless: what is left are words that a person sees. Nothing in it can be markup, a link,
 * or look like the end of the place where it is quoted.
 *
 * @param text any text
 * @returns the same words without HTML, addresses, invisible characters and delimiters
 */
export function clean(text: string): string {
  let before = '';
  let now = text
    .normalize('NFKC')
    .replace(/[\n\r\t]/g, ' ')
    .replace(invisible, '');
  // Removing one thing can put another together, as in <scr<b>ipt>.
  while (now !== before) {
    before = now;
    now = now.replace(markdownLink, '$1').replace(delimiters, ' ').replace(markup, ' ').replace(address, ' ');
  }
  return now.replace(/[<>]/g, ' ').replace(/\s+/g, ' ').trim();
}

/**
 * Hides what names a person, for logs.
 *
 * @param text any text
 * @returns the text with mail addresses, IBANs, card and telephone numbers and tokens replaced
 */
export function masked(text: string): string {
  return text
    .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[mail]')
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]')
    .replace(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g, '[iban]')
    .replace(/\+?\d(?:[\s()./-]?\d){6,18}/g, '[number]');
}
