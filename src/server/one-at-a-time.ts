import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Handles the requests of a connection one after another, because responses are sent in that order anyway. So a client
 * that pipelines many requests and reads nothing has only one pending response, not one per received request.
 */
export class OneAtATime {
  readonly #last = new WeakMap<Socket, Promise<unknown>>();

  async run(
    { socket }: IncomingMessage,
    response: ServerResponse,
    work: () => Promise<unknown>,
  ): Promise<void> {
    const before = this.#last.get(socket);
    this.#last.set(socket, new Promise((resolve) => response.once('close', resolve)));
    if (before) await before;
    if (!socket.destroyed) await work();
  }
}
