import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut and mended, as if the server went away and came back. */
export class SeverableLine implements AsyncDisposable {
  readonly #server: Server;
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(server: Server, target: { host: string; port: number }) {
    this.#server = server;
    this.#target = target;
    server.on('connection', (socket) => this.#join(socket));
  }

  static async open(host: string, port: number): Promise<SeverableLine> {
    const server = createServer();
    const line = new SeverableLine(server, { host, port });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  /** A line to a database, and the address of the database at this end of it. */
  static async toDatabase(url: string): Promise<{ line: SeverableLine; url: string }> {
    const address = new URL(url);
    const line = await SeverableLine.open(address.hostname, Number(address.port || 5432));
    address.hostname = '127.0.0.1';
    address.port = String(line.port);
    return { line, url: address.href };
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many connections go through it. */
  get connections(): number {
    return this.#sockets.size / 2;
  }

  /** Breaks every connection, and every new one. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    if (this.#isCut) return void near.resetAndDestroy();
    const far = connect(this.#target);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
