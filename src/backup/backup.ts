import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { dumpEmbedded } from '../database/embedded.ts';
import { databaseName, filesPrefix, listFiles, type Manifest, manifestName, openFile } from './archive.ts';

/**
 * Writes the embedded database and all stored files of a data directory into one file. The file appears when it is
 * complete and safe from a crash of the machine.
 * @throws Error when a server uses the data directory, which is not a data directory, or the file cannot be written
 */
export async function backUp(dataDirectory: string, file: string): Promise<Manifest> {
  const dump = await dumpEmbedded(dataDirectory);
  const files = await listFiles(join(resolve(dataDirectory), 'files'));
  const manifest: Manifest = {
    format: 'driftscape-backup-1',
    createdAt: new Date().toISOString(),
    databaseBytes: dump.byteLength,
    files: files.length,
    filesBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
  const unfinished = `${file}.unfinished`;
  try {
    const archive = pack();
    const written = finished(archive.pipe(createWriteStream(unfinished)));
    const filling = (async () => {
      archive.entry({ name: manifestName }, JSON.stringify(manifest));
      archive.entry({ name: databaseName }, Buffer.from(dump));
      for (const stored of files) {
        const { name, sizeBytes: size, modifiedAt: mtime } = stored;
        const entry = archive.entry({ name: `${filesPrefix}${name}`, size, mtime });
        // tar-stream says that an entry is complete by its callback or `finish`.
        await Promise.all([once(entry, 'finish'), pipeline(openFile(stored), entry)]);
      }
      archive.finalize();
    })();
    await Promise.all([filling, written]);
    await using handle = await open(unfinished, 'r+');
    await handle.sync();
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return manifest;
}
