import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** What a process holds when nothing is left to collect. */
export interface Holdings {
  heapBytes: number;
  /** Sockets, timers and whatever else keeps a process alive. */
  handles: number;
}

/** Looks into a process that was started with `--inspect`: its garbage is collected and its heap is measured from outside. */
export class Inspector implements Disposable {
  readonly #socket: WebSocket;
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(url: string): Promise<Inspector> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, 'open');
    return new Inspector(socket);
  }

  /** The least of a few looks: what has just been let go is not collected by the first. */
  async holdings(): Promise<Holdings> {
    const looks: Holdings[] = [];
    for (let look = 0; look < 5; look++) {
      await this.#ask('HeapProfiler.collectGarbage');
      const { result } = await this.#ask('Runtime.evaluate', {
        expression:
          '({ heapBytes: process.memoryUsage().heapUsed, handles: process.getActiveResourcesInfo().length })',
        returnByValue: true,
      });
      looks.push(result.value);
      await setTimeout(200);
    }
    return {
      heapBytes: Math.min(...looks.map(({ heapBytes }) => heapBytes)),
      handles: Math.min(...looks.map(({ handles }) => handles)),
    };
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  // biome-ignore lint/suspicious/noExplicitAny: the result's shape is the method's.
  async #ask(method: string, params: object = {}): Promise<any> {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params }));
    for (;;) {
      const [data] = await once(this.#socket, 'message');
      const message = JSON.parse(String(data));
      if (message.id !== id) continue;
      if (message.error) throw new Error(`${method}: ${message.error.message}`);
      return message.result;
    }
  }
}
