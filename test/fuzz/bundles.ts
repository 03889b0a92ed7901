import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { sha256, writeTestBundle } from '../inference/test-bundle.ts';
import { deadlineMs } from './fuzzed-server.ts';
import { mutated } from './mutation.ts';
import type { Target } from './target.ts';

interface Damage {
  file: string;
  content: Buffer;
  /** Whether `bundle.json` tells the checksum of the damaged file. */
  isVouchedFor: boolean;
}

const folder = await mkdtemp(join(tmpdir(), 'driftscape-fuzz-bundle-'));
const intact = await writeTestBundle(join(folder, 'intact'));
const files = new Map(
  await Promise.all(
    (await readdir(intact)).map(async (file) => [file, await readFile(join(intact, file))] as const),
  ),
);

const damages: fc.Arbitrary<Damage> = fc.constantFrom(...files.keys()).chain((file) =>
  fc.record({
    file: fc.constant(file),
    content: fc.oneof(
      { weight: 9, arbitrary: mutated(fc.constant(files.get(file) as Buffer)) },
      { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
    ),
    isVouchedFor: fc.constantFrom(true, true, true, false),
  }),
);

/** Sessions that are made again and again leak: a loader is replaced after this many bundles. */
const bundlesPerLoader = 200;
let loader: ChildProcess | undefined;
let loaded = 0;

async function load(directory: string): Promise<{ code: string; message?: string }> {
  if (loaded++ % bundlesPerLoader === 0) {
    loader?.kill();
    loader = fork(join(import.meta.dirname, 'bundle-loader.ts'), { execArgv: ['--no-warnings'] });
  }
  const child = loader as ChildProcess;
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(deadlineMs)]);
  const answered = once(child, 'message', { signal }).then(([outcome]) => outcome);
  const ended = once(child, 'exit', { signal }).then(([exit, name]) => {
    loaded = 0;
    return { code: 'ENDED', message: `The process ended with ${exit ?? name}` };
  });
  child.send(directory);
  const outcome = await Promise.race([answered, ended]);
  over.abort();
  await Promise.allSettled([answered, ended]);
  return outcome;
}

async function attempt({ file, content, isVouchedFor }: Damage): Promise<void> {
  const directory = join(folder, 'damaged');
  await cp(intact, directory, { recursive: true });
  await writeFile(join(directory, file), content);
  if (isVouchedFor && file !== 'bundle.json') {
    const description = JSON.parse(String(files.get('bundle.json')));
    description.checksums[file] = sha256(content);
    await writeFile(join(directory, 'bundle.json'), JSON.stringify(description));
  }
  const { code, message } = await load(directory);
  if (code === 'INVALID_BUNDLE' || code === 'LOADED') return;
  throw new Error(
    `Expected a bundle or a word about what is wrong with it, but received ${code}: ${message}`,
  );
}

async function close(): Promise<void> {
  loader?.kill();
  await rm(folder, { recursive: true, force: true });
}

/** Bundles of which one file is damaged, with and without the checksum that belongs to it. */
export const bundles: Target<Damage> = { name: 'bundle files', share: 0.1, cases: damages, attempt, close };
