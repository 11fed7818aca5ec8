import sanitizeHtml from 'sanitize-html';

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'hr',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'strong',
    'b',
    'em',
    'i',
    'u',
    's',
    'sub',
    'sup',
    'small',
    'span',
    'div',
    'ul',
    'ol',
    'li',
    'dl',
    'dt',
    'dd',
    'blockquote',
    'pre',
    'code',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'caption',
    'a',
    'img',
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'width', 'height'],
    th: ['colspan', 'rowspan'],
    td: ['colspan', 'rowspan'],
  },
  allowedSchemes: ['https', 'http', 'mailto'],
  allowedSchemesByTag: { img: ['https'] },
  allowProtocolRelative: false,
  transformTags: { h1: 'h2', a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener' }) },
};

const maxRounds = 5;

/**
 * Takes everything out of a description that could act: scripts, styles, event handlers, frames, foreign schemes.
 *
 * @param html what somebody wrote
 * @returns HTML that is safe to show; cleaning it again changes nothing
 */
export function cleanHtml(html: string): string {
  let clean = sanitizeHtml(html, allowed).trim();
  // Wrongly nested tags come out in an order that cleaning would change once more.
  for (let round = 0; round < maxRounds; round += 1) {
    const again = sanitizeHtml(clean, allowed).trim();
    if (again === clean) break;
    clean = again;
  }
  return clean;
}

/**
 * @param html a description
 * @param max the most characters to return
 * @returns its text alone, for search and events
 */
export function plainText(html: string, max: number): string {
  const spaced = html.replace(/<\/(p|div|li|h[2-6]|tr|td|th|dt|dd|blockquote|pre)>|<(br|hr)\b[^>]*>/gi, '$& ');
  const bare = sanitizeHtml(spaced, { allowedTags: [], allowedAttributes: {} });
  const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
  return bare
    .replace(/&(amp|lt|gt|quot);/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, max);
}
