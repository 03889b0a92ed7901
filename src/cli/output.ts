import { access, constants, link, readlink, rename, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { UserError } from '../errors.ts';
import { type FolderName, makeWorkFolder, type OwnFolder } from './work-folder.ts';

export interface OutputOptions {
  /** Allowed file name extensions, such as `.mp4`. Default: any. */
  extensions?: readonly string[];
  /** A file that must never be overwritten: the source of the output. */
  source?: string;
  /** Overwrites an existing file without asking. */
  isForced: boolean;
  /** The files that this command has already opened; this one is added. All must differ. */
  taken?: Set<string>;
  /** Cancels the question whether to overwrite a file. */
  signal?: AbortSignal;
}

/** A file that is being written. Disposing removes it unless it was published. */
export interface Output extends AsyncDisposable {
  /** Where to write: the only file in a work folder next to the final place. */
  path: string;
  /**
   * Moves the finished file to its final place.
   * @throws UserError INVALID_SETTINGS if a file has appeared there meanwhile that must not be overwritten
   */
  publish(): Promise<void>;
}

const mostLinks = 32;
/**
 * The work folder next to an unfinished output. Its name does not depend on the output's name, which may already have
 * the longest length allowed.
 */
const workFolder: FolderName = {
  prefix: '.driftscape-',
  contents: /^(?:lock(?:-journal)?|source|output(?:\.[^.]+)?(?:\.partial)?|\d+\.[\w.-]+)$/,
};
/** The longest of those names. */
const longestName = `${workFolder.prefix}new-000000/output.mp4.partial`;

/**
 * Opens a file that a command will write, before any work starts. Follows symbolic links, and rejects everything that
 * cannot become the file.
 * @throws UserError INVALID_SETTINGS for standard output, a folder, a device, the source itself, a wrong extension, a
 *   folder that is missing or not writable, or an existing file that must not be overwritten
 */
export async function openOutput(out: string, options: OutputOptions): Promise<Output> {
  if (out === '-') throw refused('a file', '- means standard output, which cannot hold it; name a file');
  if (out.endsWith('/')) throw refused('a file', `${out} ends in a slash like a folder; name a file in it`);
  const target = await followLinks(resolve(out));
  if (options.taken?.has(target))
    throw refused('a file of its own', `${out} is named twice; name another file for one of them`);
  options.taken?.add(target);
  checkExtension(target, options.extensions);
  const isThere = await checkTarget(target, options.source);
  const mayOverwrite = isThere && (options.isForced || (await askToOverwrite(out, options.signal)));
  if (isThere && !mayOverwrite)
    throw refused('a new file', `${out} already exists; add --force to overwrite it, or name another`);
  const folder = await makeFolder(target);
  const path = join(folder.path, `output${extname(target)}`);
  return {
    path,
    publish: () => (mayOverwrite || options.isForced ? rename(path, target) : publishNew(path, target, out)),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** Target of a symbolic link, even if it does not exist yet. */
async function followLinks(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < mostLinks; links++) {
    const next = await readlink(target).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENAMETOOLONG')
        throw refused('a file', 'its name is too long; choose a shorter one');
      return undefined;
    });
    if (next === undefined) return target;
    target = resolve(dirname(target), next);
  }
  throw refused('a file', `the symbolic links of ${path} form a loop; name another file`);
}

function checkExtension(target: string, extensions?: readonly string[]): void {
  if (!extensions || extensions.includes(extname(target).toLowerCase())) return;
  if (extensions.includes(basename(target)))
    throw refused('a file', `${basename(target)} is only an ending; put a name before it`);
  throw refused(
    `a file that ends in ${extensions.join(' or ')}`,
    `${basename(target)} does not; change its ending`,
  );
}

/** @returns whether the file exists */
async function checkTarget(target: string, source?: string): Promise<boolean> {
  const [found, original] = await Promise.all([target, source].map(describe));
  if (!found) return false;
  if (found.isDirectory()) throw refused('a file', `${target} is a folder; name a file in it`);
  if (!found.isFile()) throw refused('a file', `${target} is a device or a pipe; name a file`);
  if (original && found.dev === original.dev && found.ino === original.ino) {
    throw refused('another file than the photo', `${target} is the photo itself; name another`);
  }
  const isWritable = await access(target, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable)
    throw refused(
      'a file that can be overwritten',
      `${target} is write-protected; change its permissions, or name another`,
    );
  return true;
}

function describe(path?: string) {
  return path === undefined ? undefined : stat(path, { bigint: true }).catch(() => undefined);
}

/** Asks a person at a terminal; a script has to pass the option in advance. */
async function askToOverwrite(out: string, signal?: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // During the question the terminal sends no signal for Ctrl-C.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const asked = terminal.question(`${out} already exists. Overwrite it? [y/N] `, { signal });
    // The end of the input is not an answer.
    const answer = await asked.catch((error) => {
      if (signal?.aborted) throw error;
      return '';
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** This folder is private, so two commands with the same output do not write to the same file. */
async function makeFolder(target: string): Promise<OwnFolder> {
  const parent = dirname(target);
  if (!(await describe(parent))?.isDirectory()) {
    throw refused('an existing folder', `there is no folder ${parent}; create it first`);
  }
  await stat(join(parent, longestName)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENAMETOOLONG')
      throw refused('a shorter path', `${parent} is too long; choose another folder`);
  });
  return makeWorkFolder(parent, workFolder).catch((error: NodeJS.ErrnoException) => {
    throw refused(
      'a folder that can be written to',
      `${parent} cannot (${error.code}); change its permissions, or name another`,
    );
  });
}

/** Never replaces a file: creating a hard link fails if the path exists. */
async function publishNew(path: string, target: string, out: string): Promise<void> {
  try {
    await link(path, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw refused(
        'a new file',
        `${out} was created meanwhile; add --force to overwrite it, or name another`,
      );
    }
    // Some file systems do not support links.
    await rename(path, target);
  }
}

function refused(expected: string, found: string): UserError {
  return new UserError('INVALID_SETTINGS', `Expected ${expected} for the output, but ${found}`, {
    path: ['out'],
  });
}
