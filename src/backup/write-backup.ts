import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { UserError } from '../errors.ts';
import { draftFolder } from '../owned-keys.ts';
import { waitingFolder } from '../storage/key.ts';
import type { OpenedFile, Storage } from '../storage/storage.ts';
import { databaseName, filesPrefix, type Manifest, manifestName } from './archive.ts';

/** Files that are not part of backups. */
const leftOut = [waitingFolder, draftFolder];

/**
 * Writes a backup, and ends the destination.
 * @param dump the database from `dumpEmbedded`, taken before. Files stored meanwhile do no harm; files of its rows must
 *   not be deleted meanwhile
 * @throws Error if `destination` fails or is closed; StorageUnavailable
 */
export async function writeBackup(
  dump: Uint8Array,
  storage: Pick<Storage, 'keys' | 'open'>,
  destination: Writable,
): Promise<Manifest> {
  const keys = await keysToKeep(storage);
  const manifest: Manifest = {
    format: 'driftscape-backup-1',
    createdAt: new Date().toISOString(),
    databaseBytes: dump.byteLength,
    files: 0,
    filesBytes: 0,
  };
  const archive = pack();
  async function fill(): Promise<void> {
    archive.entry({ name: databaseName }, Buffer.from(dump));
    for (const key of keys) {
      const file = await storage.open(key).catch(nullWhenGone);
      if (!file) continue;
      await addFile(archive, file);
      manifest.files += 1;
      manifest.filesBytes += file.sizeBytes;
    }
    archive.entry({ name: manifestName }, JSON.stringify(manifest));
    archive.finalize();
  }
  const filled = fill().catch((error) => {
    archive.destroy(error);
    throw error;
  });
  await Promise.all([pipeline(archive, destination), filled]);
  return manifest;
}

/** Every permanent file, by name. */
async function keysToKeep(storage: Pick<Storage, 'keys'>): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of storage.keys()) {
    if (!leftOut.includes(key.split('/', 1)[0])) keys.push(key);
  }
  return keys.sort();
}

/** Resolves when the archive takes the next one. */
async function addFile(archive: Pack, { key, sizeBytes, modifiedAt, stream }: OpenedFile): Promise<void> {
  const entry = archive.entry({ name: `${filesPrefix}${key}`, size: sizeBytes, mtime: modifiedAt });
  await Promise.all([once(entry, 'finish'), pipeline(stream, entry)]);
}

function nullWhenGone(error: unknown): null {
  if (error instanceof UserError && error.code === 'NOT_FOUND') return null;
  throw error;
}
