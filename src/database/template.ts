import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createBrotliDecompress } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import packageFile from '../../package.json' with { type: 'json' };

/**
 * An empty cluster of PostgreSQL as `initdb` makes it, which takes PGlite five seconds of the processor's time and half a gigabyte of
 * memory; unpacking one takes a tenth of that. It belongs to one version of PGlite.
 */
export const templateFile = resolve(
  import.meta.dirname,
  `../../prisma/pglite-${packageFile.dependencies['@electric-sql/pglite']}.tar.br`,
);

/** @param folder of a cluster that nobody has open */
export async function packTemplate(folder: string, file: string): Promise<void> {
  const archive = pack();
  const compress = createBrotliCompress({
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  const written = pipeline(archive, compress, createWriteStream(file));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // Always in the same order and of the same time, so that only what is in it makes one differ from another.
  const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  for (const name of paths) {
    const path = join(folder, name);
    const mtime = new Date(0);
    if ((await stat(path)).isDirectory()) archive.entry({ name, type: 'directory', mtime });
    else archive.entry({ name, mtime }, await readFile(path));
  }
  archive.finalize();
  await written;
}

/**
 * Makes a cluster of a template; it stands there when all of it does.
 * @returns false when there is no template for this version of PGlite, which then makes the cluster itself
 */
export async function unpackTemplate(folder: string, file = templateFile): Promise<boolean> {
  if (!(await stat(file).catch(() => null))) return false;
  const making = `${folder}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  const archive = extract();
  const read = pipeline(createReadStream(file), createBrotliDecompress(), archive);
  for await (const entry of archive) {
    const path = join(making, entry.header.name);
    if (entry.header.type === 'directory') {
      mkdirSync(path, { mode: 0o700 });
      entry.resume();
    } else {
      // Nearly a thousand small files: waiting for each would take longer than all that is in them, and nobody is served yet.
      writeFileSync(path, await buffer(entry), { mode: 0o600 });
    }
  }
  await read;
  await rename(making, folder);
  return true;
}
