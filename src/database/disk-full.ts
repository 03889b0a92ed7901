import { UserError } from '../errors.ts';

/** PostgreSQL's `disk_full` (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const diskFull = '53100';

/**
 * Awaits a change of the database.
 * @throws UserError STORAGE_FULL if there was no space for it; nothing was changed then
 */
export async function whenThereIsRoom<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (cause) {
    if (!isDatabaseFull(cause)) throw cause;
    const message = 'The disk of the database is full, so nothing was stored; free some space and try again';
    throw new UserError('STORAGE_FULL', message, { isRetryable: true, cause });
  }
}

/** True if the database had no space to store data. Inspects the driver error inside Prisma's. */
export function isDatabaseFull(error: unknown): boolean {
  const { meta } = Object(error) as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } };
  return meta?.driverAdapterError?.cause?.originalCode === diskFull;
}
