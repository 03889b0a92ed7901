import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { databaseName, filesPrefix, listFiles, type Manifest, manifestName, openFile } from './archive.ts';

/**
 * Writes a backup, and ends what it is written to.
 * @param dump the database as `dumpEmbedded` gives it, taken before: files that are stored meanwhile do no harm. Files that its
 *   rows name have to stay meanwhile; others may go
 * @param filesFolder where the stored files are
 * @throws Error when `destination` fails or is closed
 */
export async function writeBackup(
  dump: Uint8Array,
  filesFolder: string,
  destination: Writable,
): Promise<Manifest> {
  const files = await listFiles(filesFolder);
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
    for (const stored of files) {
      const { name, sizeBytes: size, modifiedAt: mtime } = stored;
      const file = await openFile(stored);
      if (!file) continue;
      const entry = archive.entry({ name: `${filesPrefix}${name}`, size, mtime });
      // The archive takes the next entry when this one has finished.
      await Promise.all([once(entry, 'finish'), pipeline(file.createReadStream(), entry)]);
      manifest.files += 1;
      manifest.filesBytes += size;
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
