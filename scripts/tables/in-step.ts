import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/**
 * Writes text between `<!-- name -->` and `<!-- /name -->` of a document; called with `--check`, says where it differs instead and
 * makes the program fail.
 * @param document relative to the project
 * @param command what brings it up to date
 */
export async function keepInStep(
  document: string,
  name: string,
  text: string,
  command: string,
): Promise<void> {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const path = resolve(root, document);
  const before = await readFile(path, 'utf8');
  const [head, rest] = before.split(begin);
  if (rest === undefined) throw new Error(`Expected ${begin} in ${document}, but it is not there`);
  const after = `${head}${begin}\n${text}\n${end}${rest.split(end)[1]}`;
  if (!process.argv.includes('--check')) await writeFile(path, after);
  else if (after !== before) {
    console.error(`What ${document} says between ${begin} and ${end} is out of date; run \`${command}\`.`);
    process.exitCode = 1;
  }
}
