import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readOrMakeSecretFile } from './secret-file.ts';

const secretBytes = 32;

/**
 * The secret that tokens are signed with beside what the database holds of their key, so that a copy of the database is not enough
 * to make one. Kept in the data directory, out of backups; made when it is missing, once however many processes ask.
 * @param given the setting `TOKEN_SECRET`, for servers that share a database but no data directory
 */
export async function tokenSecret(dataDirectory: string, given?: string): Promise<string> {
  if (given !== undefined) return given;
  const make = () => randomBytes(secretBytes).toString('hex');
  return readOrMakeSecretFile(join(dataDirectory, 'token-secret'), make);
}
