/**
 * `npm run llms`: writes `llms.txt` (https://llmstxt.org), which guides language models and their users through the
 * documentation, from the README's table of documents; `-- --check` only compares. `-- --all <file>` writes the README
 * and all documents to one Markdown file instead.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { keepFileInStep } from './tables/in-step.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFile(join(root, path), 'utf8');

interface Topic {
  title: string;
  /** Relative to the project. */
  paths: string[];
}

/** Rows of the README's table: tasks, and the documents about them. */
async function topics(): Promise<Topic[]> {
  const [, section = ''] = (await read('README.md')).split('\n## Documentation\n');
  const rows = [...section.split('\n## ')[0].matchAll(/^\| (?!to … |---)(.+?) \| (.+) \|$/gm)];
  return rows.map(([, title, links]) => ({
    title: `To ${title}`,
    paths: [...links.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path),
  }));
}

/** A document's title and first sentence. */
function introOf(text: string): { title: string; sentence: string } {
  const [heading, ...paragraphs] = text.split('\n\n');
  const first = paragraphs.find((paragraph) => /^[\w"`[<]/.test(paragraph) && !paragraph.startsWith('```'));
  if (!first) throw new Error(`Expected a sentence below the title "${heading}"`);
  const plain = first.replaceAll('\n', ' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  const [sentence] = plain.match(/^.*?[.:](?=\s+[A-Z]|$)/) ?? [plain];
  return { title: heading.replace(/^# /, '').trim(), sentence: sentence.replace(/:$/, '.') };
}

async function llmsText(): Promise<string> {
  const { title, sentence } = introOf(await read('README.md'));
  const parts = [`# ${title}`, `> ${sentence}`];
  for (const topic of await topics()) {
    const lines = topic.paths.map(async (path) => {
      const intro = introOf(await read(path));
      return `- [${intro.title}](${path}): ${intro.sentence}`;
    });
    parts.push(`## ${topic.title}`, (await Promise.all(lines)).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

/** All documents in one text; links between them become paths in the project. */
async function allDocuments(): Promise<string> {
  const paths = ['README.md', ...(await topics()).flatMap(({ paths }) => paths)];
  const texts = paths.map(async (path) => {
    const text = (await read(path)).replace(/\]\((?!https?:|#)([^)]+)\)/g, (_, target: string) => {
      return `](${relative(root, resolve(root, dirname(path), target))})`;
    });
    return `<!-- ${path} -->\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join('\n');
}

const whole = process.argv.indexOf('--all');
if (whole < 0) {
  const text = await llmsText();
  await keepFileInStep('llms.txt', 'npm run llms', () => text);
} else {
  const file = process.argv[whole + 1];
  if (!file) throw new Error('Expected the file to write after --all');
  await writeFile(resolve(file), await allDocuments());
}
