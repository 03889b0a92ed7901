import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import packageFile from '../../package.json' with { type: 'json' };

/**
 * A database with all tables and no rows. PGlite's `initdb`, the migrations and the queue's tables take eight seconds
 * of CPU time and half a gigabyte of memory; unpacking takes a twentieth of that. It is specific to one version of
 * PGlite. Missing migrations are applied after unpacking.
 */
export const templateFile = resolve(
  import.meta.dirname,
  `../../prisma/pglite-${packageFile.dependencies['@electric-sql/pglite']}.tar.zst`,
);

/**
 * @param folder folder of a cluster that is not in use
 * @param level level of zstd; the default takes seconds, and saves a quarter of the size
 */
export async function packTemplate(folder: string, file: string, level = 19): Promise<void> {
  const archive = pack();
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: level } });
  const written = pipeline(archive, compress, createWriteStream(file));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // Always in the same order and with the same time, so that archives differ only if their content does.
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
 * Creates a cluster from a template; it appears only once it is complete.
 * @returns false if there is no template for this version of PGlite, which then creates the cluster itself
 */
export async function unpackTemplate(folder: string, file = templateFile): Promise<boolean> {
  if (!(await stat(file).catch(() => null))) return false;
  const making = `${folder}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  const archive = extract();
  const read = pipeline(createReadStream(file), createZstdDecompress(), archive);
  for await (const entry of archive) {
    const path = join(making, entry.header.name);
    if (entry.header.type === 'directory') {
      mkdirSync(path, { mode: 0o700 });
      entry.resume();
    } else {
      // Hundreds of small files: asynchronous writes would take longer, and no requests are served yet.
      writeFileSync(path, await buffer(entry), { mode: 0o600 });
    }
  }
  await read;
  await rename(making, folder);
  return true;
}
