import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { draftFolder } from '../owned-keys.ts';
import { waitingFolder } from '../storage/key.ts';

/** What is in no backup. */
const leftOut = [waitingFolder, draftFolder];

// A backup is a tar file of these, in this order:
//   database.tar.gz  PGlite's own dump of its data folder
//   files/<key>      photos, videos, posters
//   manifest.json    what came before, so that a file that was cut off is recognised; earlier versions wrote it first

export const manifestName = 'manifest.json';
export const databaseName = 'database.tar.gz';
export const filesPrefix = 'files/';

export const manifestSchema = z.object({
  format: z.literal('driftscape-backup-1'),
  createdAt: z.iso.datetime(),
  databaseBytes: z.int().nonnegative(),
  files: z.int().nonnegative(),
  filesBytes: z.int().nonnegative(),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** A file to go into a backup. */
export interface ArchivedFile {
  /** Its path below `root`, with `/`. */
  name: string;
  path: string;
  sizeBytes: number;
  modifiedAt: Date;
}

/** Every file below a folder that something became of, by name; none when there is no such folder. */
export async function listFiles(root: string): Promise<ArchivedFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const files = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(unlessGone);
      if (!found) return null;
      const name = path.slice(root.length + 1).replaceAll('\\', '/');
      return { name, path, sizeBytes: found.size, modifiedAt: found.mtime };
    }),
  );
  return files
    .filter((file) => file !== null)
    .filter(({ name }) => !name.startsWith('.') && !leftOut.includes(name.split('/', 1)[0]))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Null when it is gone. */
export async function openFile({ path }: ArchivedFile): Promise<FileHandle | null> {
  return open(path).catch(unlessGone);
}

function unlessGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
