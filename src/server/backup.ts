import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { refuse } from './files.ts';

/**
 * Answers with a backup. It has no length beforehand, so a client sees by the end of the body whether it is whole.
 * @param backUp writes it; null where the database is not in this process
 */
export async function answerBackup(
  response: ServerResponse,
  backUp: ((destination: Writable) => Promise<unknown>) | null,
): Promise<void> {
  if (!backUp)
    return refuse(response, 404, 'The database is on a server: use pg_dump, and copy DATA_DIR/files');
  const name = `driftscape-${new Date().toISOString().replace(/[:.]/g, '-')}.tar`;
  response.writeHead(200, {
    'content-type': 'application/x-tar',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  });
  await backUp(response);
}
