import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The code blocks of a language in a page under docs/cms, in order, so that tests run what users paste. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs/cms', page), 'utf8');
  return [...text.matchAll(/^```(\S+)\n(.*?)^```$/gms)]
    .filter(([, name]) => name === language)
    .map(([, , block]) => block);
}

/** Replaces a page's examples with a test's own values. @throws Error if the page lacks one */
export function replaceExamples(block: string, values: Record<string, string>): string {
  let text = block;
  for (const [example, value] of Object.entries(values)) {
    if (!text.includes(example)) throw new Error(`Expected the page to have ${example}`);
    text = text.replaceAll(example, value);
  }
  return text;
}
