const head =
  /^(?:export (?:async )?function\*? (?<name>\w+)|(?<indent> {2})(?:static |override |async |\*)*(?<method>\w+))(?:<|\()/;
const keywords = new Set(['if', 'for', 'while', 'switch', 'return', 'catch', 'super', 'function']);

/**
 * Finds what a file exports without saying in its docstring what it takes and what it returns.
 *
 * @param source the file's text, formatted as Biome formats it
 * @returns the names of exported functions, and of the public methods of exported classes as `Class.method`
 */
export function silentFunctions(source: string): string[] {
  const lines = source.split('\n');
  let owner: string | undefined;
  return lines.flatMap((line, at) => {
    if (/^\S/.test(line)) owner = /^export (?:abstract )?class (\w+)/.exec(line)?.[1];
    const { name, indent, method = '' } = head.exec(line)?.groups ?? {};
    if (name === undefined && (!indent || owner === undefined || keywords.has(method))) return [];
    const { takes, gives } = signature(lines.slice(at).join('\n'));
    if (gives === undefined) return []; // a call or a field, not a method
    const doc = docstringBefore(lines, at);
    const says =
      doc !== '' && (!takes || doc.includes('@param')) && (!gives || method === 'constructor' || /returns/i.test(doc));
    return says ? [] : [name ?? `${owner}.${method}`];
  });
}

/** Whether a function takes anything, and whether it gives anything back; undefined when it has no body. */
function signature(text: string): { takes: boolean; gives: boolean | undefined } {
  const open = text.indexOf('(');
  let depth = 0;
  let close = open;
  for (; close < text.length; close += 1) {
    if (text[close] === '(') depth += 1;
    if (text[close] === ')') depth -= 1;
    if (depth === 0) break;
  }
  const takes = text.slice(open + 1, close).trim() !== '';
  const [rest = ''] = text.slice(close + 1).split('\n');
  if (rest.endsWith(';') || !/^( \{|: )/.test(rest)) return { takes, gives: undefined };
  return { takes, gives: !/^: (?:Promise<)?(?:void|never)>? \{/.test(rest) };
}

function docstringBefore(lines: string[], at: number): string {
  if (!lines[at - 1]?.trim().endsWith('*/')) return '';
  const before = lines.slice(0, at);
  return before.slice(before.findLastIndex((line) => line.trim().startsWith('/**'))).join('\n');
}
