import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Answers the requests of a connection one after the other, as they are sent back anyway: a client that sends many at once and
 * reads nothing has one answer waiting, and not as many as requests fit into what was received.
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
