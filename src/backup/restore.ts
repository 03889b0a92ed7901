import { mkdir, open, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { loadEmbedded } from '../database/embedded.ts';
import { privateFolder } from '../private-files.ts';
import { isKey } from '../storage/key.ts';
import { databaseName, filesPrefix, type Manifest, manifestName, manifestSchema } from './archive.ts';

/**
 * Creates a data directory from a backup. The directory appears only once it is complete; if interrupted before, call
 * it again.
 * @throws Error if the directory already exists, or the file is not a complete backup
 */
export async function restore(file: string, dataDirectory: string): Promise<Manifest> {
  const folder = resolve(dataDirectory);
  await requireUnused(folder);
  await privateFolder('DATA_DIR', folder);
  const making = join(folder, 'restoring');
  await rm(making, { recursive: true, force: true });
  await mkdir(join(making, 'files'), { recursive: true });
  try {
    const manifest = await unpack(file, making);
    await rename(join(making, 'files'), join(folder, 'files'));
    await rename(join(making, 'database'), join(folder, 'database'));
    return manifest;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function requireUnused(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const taken = ['database', 'files'].filter((name) => names.includes(name));
  if (taken.length === 0) return;
  throw new Error(
    `Expected a DATA_DIR without data, but ${folder} has ${taken.join(' and ')}; move that away, or set another DATA_DIR`,
  );
}

/** @throws Error if the content of the file does not match its manifest */
async function unpack(file: string, folder: string): Promise<Manifest> {
  let manifest: Manifest | undefined;
  await using source = await open(file);
  const found = { databaseBytes: 0, files: 0, filesBytes: 0 };
  try {
    const archive = extract();
    const reading = source.createReadStream().on('error', (error) => archive.destroy(error));
    for await (const entry of reading.pipe(archive)) {
      const { name, size = 0, mtime = new Date() } = entry.header;
      if (name === manifestName) {
        manifest = manifestSchema.parse(JSON.parse(await text(entry)));
      } else if (name === databaseName) {
        const dump = await buffer(entry);
        await loadEmbedded(join(folder, 'database'), dump);
        found.databaseBytes = dump.byteLength;
      } else {
        const key = name.slice(filesPrefix.length);
        // A valid key cannot lead out of the folder.
        if (!name.startsWith(filesPrefix) || !isKey(key)) throw new Error(`it holds ${name}`);
        const path = join(folder, name);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, entry, { flush: true });
        // Entity tags are made of it.
        await utimes(path, mtime, mtime);
        found.files += 1;
        found.filesBytes += size;
      }
    }
  } catch (cause) {
    throw new Error(`${file} is not a complete backup: ${(cause as Error).message}`, { cause });
  }
  const isWhole =
    manifest &&
    manifest.databaseBytes === found.databaseBytes &&
    manifest.files === found.files &&
    manifest.filesBytes === found.filesBytes;
  if (!manifest || !isWhole) {
    throw new Error(`${file} is not a complete backup: it is truncated, or another kind of file`);
  }
  return manifest;
}
