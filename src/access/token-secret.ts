import { randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const secretBytes = 32;

/**
 * The secret that tokens are signed with beside what the database holds of their key, so that a copy of the database is not enough
 * to make one. Kept in the data directory, out of backups; made when it is missing, once however many processes ask.
 * @param given the setting `TOKEN_SECRET`, for servers that share a database but no data directory
 */
export async function tokenSecret(dataDirectory: string, given?: string): Promise<string> {
  if (given !== undefined) return given;
  const path = join(dataDirectory, 'token-secret');
  const known = await read(path);
  if (known !== null) return known;
  // Complete before it has its name: nobody reads half of one.
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, randomBytes(secretBytes).toString('hex'), { mode: 0o600 });
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
