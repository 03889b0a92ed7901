import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { refuse } from './files.ts';

/** Makes backups on request, one at a time: all other work waits while the database is copied. */
export class Backups {
  readonly #backUp: ((destination: Writable) => Promise<unknown>) | null;
  #isMaking = false;

  /** @param backUp writes a backup; null if the database is not in this process */
  constructor(backUp: ((destination: Writable) => Promise<unknown>) | null) {
    this.#backUp = backUp;
  }

  /**
   * Answers a POST with a backup. Its length is unknown in advance, so a client sees at the end of the body whether it
   * is complete.
   */
  async answer({ method }: IncomingMessage, response: ServerResponse): Promise<void> {
    // Such a costly request must not be triggered by links, pictures or prefetching.
    if (method !== 'POST') return refuse(response, 405, 'Request a backup with POST', { allow: 'POST' });
    if (!this.#backUp) {
      return refuse(response, 404, 'The database is on a server: use pg_dump, and copy DATA_DIR/files');
    }
    if (this.#isMaking) {
      const message = 'A backup is being made; try again when it is complete';
      return refuse(response, 409, message, { 'retry-after': '10' });
    }
    this.#isMaking = true;
    try {
      const name = `driftscape-${new Date().toISOString().replace(/[:.]/g, '-')}.tar`;
      response.writeHead(200, {
        'content-type': 'application/x-tar',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      });
      await this.#backUp(response);
    } finally {
      this.#isMaking = false;
    }
  }
}
