import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on the loopback interface whose answers the test gives. */
export interface WebServer extends AsyncDisposable {
  url: string;
  port: number;
  /** Connections made to it so far. */
  connections(): number;
  /** Resolves when it has sent all answers and closed all connections of its own accord. */
  idle(): Promise<void>;
}

export async function startWebServer(answer: RequestListener): Promise<WebServer> {
  let connections = 0;
  const server = createServer(answer).on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    idle: async () => {
      const count = () => new Promise<number>((resolve) => server.getConnections((_, open) => resolve(open)));
      while ((await count()) > 0) await new Promise(setImmediate);
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
