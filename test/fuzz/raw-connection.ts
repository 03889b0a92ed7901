import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A TCP connection on which a test may say what no well-behaved client would. */
export class RawConnection implements Disposable {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #isOver = false;
  #onChange = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#onChange();
    });
    // Being cut off is an answer, too.
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#isOver = true;
      this.#onChange();
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  get received(): Buffer {
    return this.#received;
  }

  write(bytes: Uint8Array | string): void {
    if (!this.#isOver) this.#socket.write(bytes);
  }

  /** Hangs up without a goodbye. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Waits until what was received is enough, the other side hung up, or the time is over. */
  until(isEnough: (received: Buffer) => boolean, timeoutMs: number): Promise<'enough' | 'over' | 'late'> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve('late'), timeoutMs);
      this.#onChange = () => {
        const verdict = isEnough(this.#received) ? 'enough' : this.#isOver ? 'over' : null;
        if (!verdict) return;
        clearTimeout(timer);
        this.#onChange = () => {};
        resolve(verdict);
      };
      this.#onChange();
    });
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
