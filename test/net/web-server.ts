import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on the loopback interface whose answers the test gives. */
export interface WebServer extends AsyncDisposable {
  url: string;
  port: number;
  /** Connections made to it so far. */
  connections(): number;
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
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
