import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Material } from './material.ts';
import { Audience, Language } from './passage.ts';
import { splitMarkdown } from './split.ts';

const FrontMatter = z.strictObject({
  title: z.string(),
  audience: Audience,
  language: Language.default('en'),
  /** Other words in which people ask for it: searched, never shown. */
  asked: z.string().optional(),
});

/**
 * Reads the articles that ship with the service: Markdown that begins with its title, audience and language between two lines of
 * three dashes.
 *
 * @param folder where they are
 * @returns each as a text in pieces, named after its file
 * @throws Error that names the file which is not like that
 */
export async function loadArticles(folder: string): Promise<Material[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.md')).sort();
  return await Promise.all(
    files.map(async (file) => await articleOf(file, await readFile(join(folder, file), 'utf8'))),
  );
}

async function articleOf(file: string, content: string): Promise<Material> {
  const [, head = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(content) ?? [];
  const about = FrontMatter.safeParse(parse(head));
  if (!about.success || body.trim() === '') {
    throw new Error(`The article ${file} must begin with its title, audience and language, and say something.`);
  }
  const name = file.replace(/\.md$/, '').split('/').at(-1);
  return {
    ref: `article:${name}`,
    version: 1,
    source: 'article',
    ...about.data,
    pieces: await splitMarkdown(body.trim()),
  };
}
