import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import packageFile from '../../package.json' with { type: 'json' };

/**
 * A database with all tables and no rows. PGlite's `initdb`, the migrations and the queue's tables take eight seconds of the processor's
 * time and half a gigabyte of memory; unpacking takes a twentieth of that. It belongs to one version of PGlite. Migrations that it lacks
 * are applied to what was unpacked.
 */
export const templateFile = resolve(
  import.meta.dirname,
  `../../prisma/pglite-${packageFile.dependencies['@electric-sql/pglite']}.tar.zst`,
);

/**
 * @param folder of a cluster that nobody has open
 * @param level of zstd; the default takes seconds, and a quarter off the size
 */
export async function packTemplate(folder: string, file: string, level = 19): Promise<void> {
  const archive = pack();
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: level } });
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
  const read = pipeline(createReadStream(file), createZstdDecompress(), archive);
  for await (const entry of archive) {
    const path = join(making, entry.header.name);
    if (entry.header.type === 'directory') {
      mkdirSync(path, { mode: 0o700 });
      entry.resume();
    } else {
      // Hundreds of small files: waiting for each would take longer than all that is in them, and nobody is served yet.
      writeFileSync(path, await buffer(entry), { mode: 0o600 });
    }
  }
  await read;
  await rename(making, folder);
  return true;
}
