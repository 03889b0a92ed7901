import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/**
 * Writes text between `<!-- name -->` and `<!-- /name -->` of a document. With `--check`, it reports differences
 * instead and makes the program fail.
 * @param document relative to the project
 * @param command that updates it
 */
export async function keepInStep(
  document: string,
  name: string,
  text: string,
  command: string,
): Promise<void> {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  await keepFileInStep(document, command, (before) => {
    const [head, rest] = before.split(begin);
    if (rest === undefined) throw new Error(`Expected ${begin} in ${document}, but it is not there`);
    return `${head}${begin}\n${text}\n${end}${rest.split(end)[1]}`;
  });
}

/**
 * Writes a file. With `--check`, it reports differences instead and makes the program fail.
 * @param file relative to the project
 * @param update from the current content, empty if the file does not exist, to the new one
 * @param command that updates it
 */
export async function keepFileInStep(
  file: string,
  command: string,
  update: (before: string) => string,
): Promise<void> {
  const path = resolve(root, file);
  const before = existsSync(path) ? await readFile(path, 'utf8') : '';
  const after = update(before);
  if (after === before) return;
  if (!process.argv.includes('--check')) await writeFile(path, after);
  else {
    console.error(`${file} is out of date: run \`${command}\` and commit the result.`);
    process.exitCode = 1;
  }
}
