import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { dumpEmbedded } from '../database/embedded.ts';
import { openStorage } from '../storage/open-storage.ts';
import type { Manifest } from './archive.ts';
import { writeBackup } from './write-backup.ts';

/**
 * Writes the embedded database of a data directory and all stored files into one file. The file appears when it is
 * complete and safe from a crash of the machine.
 * @throws Error when a server uses the data directory, it holds no database, or the file cannot be written
 */
export async function backUp(
  config: Pick<Config, 'dataDirectory' | 'storage'>,
  file: string,
): Promise<Manifest> {
  const dump = await dumpEmbedded(config.dataDirectory);
  const unfinished = `${file}.unfinished`;
  try {
    const storage = await openStorage(config, { isExclusive: false });
    const manifest = await writeBackup(dump, storage, createWriteStream(unfinished, { mode: 0o600 }));
    await using handle = await open(unfinished, 'r+');
    await handle.sync();
    await rename(unfinished, file);
    return manifest;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
