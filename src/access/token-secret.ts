import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readOrMakeSecretFile } from './secret-file.ts';

const secretBytes = 32;

/**
 * The secret that signs tokens, in addition to the key's data in the database, so that a copy of the database is not
 * enough to forge one. It is stored in the data directory and not in backups. It is created if missing, exactly once
 * even with concurrent processes.
 * @param given the setting `TOKEN_SECRET`, for servers that share a database but no data directory
 */
export async function tokenSecret(dataDirectory: string, given?: string): Promise<string> {
  if (given !== undefined) return given;
  const make = () => randomBytes(secretBytes).toString('hex');
  return readOrMakeSecretFile(join(dataDirectory, 'token-secret'), make);
}
