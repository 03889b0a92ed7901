import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dumpEmbedded } from '../database/embedded.ts';
import type { Manifest } from './archive.ts';
import { writeBackup } from './write-backup.ts';

/**
 * Writes the embedded database and all stored files of a data directory into one file. The file appears when it is
 * complete and safe from a crash of the machine.
 * @throws Error when a server uses the data directory, it holds no database, or the file cannot be written
 */
export async function backUp(dataDirectory: string, file: string): Promise<Manifest> {
  const dump = await dumpEmbedded(dataDirectory);
  const unfinished = `${file}.unfinished`;
  try {
    const files = join(resolve(dataDirectory), 'files');
    const manifest = await writeBackup(dump, files, createWriteStream(unfinished, { mode: 0o600 }));
    await using handle = await open(unfinished, 'r+');
    await handle.sync();
    await rename(unfinished, file);
    return manifest;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
