import { z } from 'zod';

// A backup is a tar file of these, in this order:
//   database.tar.gz  PGlite's own dump of its data folder
//   files/<key>      photos, videos, posters
// manifest.json the list of the above, so that a truncated file is recognised; earlier versions wrote it first

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
