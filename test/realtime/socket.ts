import { once } from 'node:events';
import { WebSocket } from 'ws';

type Message = Record<string, unknown> & { type: string; id?: string; payload?: never };

/** A WebSocket client that speaks the protocol message by message, so that a test sees every one. */
export class TestSocket {
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #received: Message[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
    socket.on('message', (data) => this.#received.push(JSON.parse(String(data))));
  }

  static async open(url: string, options = {}): Promise<TestSocket> {
    const client = new TestSocket(new WebSocket(url, 'graphql-transport-ws', options));
    await once(client.socket, 'open');
    return client;
  }

  /** Opens a socket and has it acknowledged. */
  static async connect(url: string, options = {}): Promise<TestSocket> {
    const client = await TestSocket.open(url, options);
    client.send({ type: 'connection_init' });
    await client.next();
    return client;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: object = {}): void {
    this.send({ type: 'subscribe', id, payload: { query, variables } });
  }

  /** The next message that has not been taken yet. */
  async next(): Promise<Message> {
    while (this.#received.length === 0) await once(this.socket, 'message');
    return this.#received.shift() as Message;
  }
}
