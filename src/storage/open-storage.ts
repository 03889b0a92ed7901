import { join } from 'node:path';
import type { Config } from '../config.ts';
import { DiskStorage } from './disk.ts';
import type { Storage } from './storage.ts';

/**
 * Opens the configured storage: a folder of the data directory, or a bucket.
 * @param options.isExclusive no other process uses the data directory
 */
export async function openStorage(
  { dataDirectory, storage }: Pick<Config, 'dataDirectory' | 'storage'>,
  options: { isExclusive: boolean },
): Promise<Storage> {
  if (!storage) return DiskStorage.open(join(dataDirectory, 'files'), options);
  // Loading it takes half a second, so it is only loaded if needed.
  const { S3Storage } = await import('./s3/s3.ts');
  return S3Storage.open(storage, join(dataDirectory, 'work'), options);
}
