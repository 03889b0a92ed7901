import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';

export const root = resolve(import.meta.dirname, '../..');

export interface Instruction {
  name: string;
  /** Such as `--from=build`. */
  flags: Record<string, string>;
  /** Its words; of a list in JSON (the `exec` form), its entries. */
  words: string[];
  isExec: boolean;
}

/** One `FROM` and what follows it. */
export interface Stage {
  image: string;
  name?: string;
  instructions: Instruction[];
}

/** Takes a Dockerfile apart, as far as this project writes one: no heredocs, no arguments. */
export function readDockerfile(): Stage[] {
  const text = readFileSync(resolve(root, 'Dockerfile'), 'utf8');
  const lines = text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const stages: Stage[] = [];
  for (const line of lines) {
    const instruction = parseInstruction(line);
    const { name, words } = instruction;
    if (name === 'FROM') stages.push({ image: words[0], name: words[2], instructions: [] });
    else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function parseInstruction(line: string): Instruction {
  const [, name, flagged, rest] = /^([A-Z]+)((?: +--\w[\w-]*=\S+)*) +(.*)$/.exec(line) ?? [];
  if (!name) throw new Error(`Expected an instruction, but received ${JSON.stringify(line)}`);
  const flags = Object.fromEntries(
    Array.from(flagged.matchAll(/--([\w-]+)=(\S+)/g), ([, key, value]) => [key, value]),
  );
  // HEALTHCHECK has its own CMD before the list.
  const list = /^(?:CMD )?(\[.*\])$/.exec(rest)?.[1];
  return { name, flags, words: list ? JSON.parse(list) : rest.split(/ +/), isExec: list !== undefined };
}

/** The image that servers and workers run in: the last stage. */
export function readImage() {
  const { instructions } = readDockerfile().at(-1) as Stage;
  const all = (name: string) => instructions.filter((instruction) => instruction.name === name);
  const one = (name: string) => {
    const [instruction, ...others] = all(name);
    if (!instruction || others.length > 0)
      throw new Error(`Expected one ${name} in the last stage of Dockerfile`);
    return instruction;
  };
  const folder = one('WORKDIR').words[0];
  return {
    all,
    /** What is copied into it from the stage before, relative to the project. */
    sources: all('COPY').flatMap(({ words }) =>
      words.slice(0, -1).map((path) => path.replace(`${folder}/`, '')),
    ),
    command: one('CMD').words,
    healthCheck: one('HEALTHCHECK').words,
    environment: parseEnv(
      all('ENV')
        .flatMap(({ words }) => words)
        .join('\n'),
    ) as Record<string, string>,
    port: Number(one('EXPOSE').words[0]),
    folder,
  };
}
