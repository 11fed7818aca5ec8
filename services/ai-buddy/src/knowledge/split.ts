import { MarkdownTextSplitter, RecursiveCharacterTextSplitter } from '@langchain/textsplitters';

/** Long enough for one thought, short enough to be quoted; in characters. */
const pieceLength = 700;

const plain = new RecursiveCharacterTextSplitter({ chunkSize: pieceLength, chunkOverlap: 80 });
const markdown = new MarkdownTextSplitter({ chunkSize: pieceLength, chunkOverlap: 0 });

/**
 * @param text plain text
 * @returns its pieces; at least one, which may be empty
 */
export async function splitText(text: string): Promise<string[]> {
  const pieces = await plain.splitText(text);
  return pieces.length > 0 ? pieces : [''];
}

/**
 * @param text Markdown
 * @returns its pieces, broken between paragraphs and headings where that is possible
 */
export async function splitMarkdown(text: string): Promise<string[]> {
  return await markdown.splitText(text);
}
