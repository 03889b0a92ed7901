import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Config } from '../config.ts';

/**
 * Makes a server listen where the settings say.
 * @throws Error when it cannot, saying why
 */
export async function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'it is in use' : String(cause);
    throw new Error(`Cannot listen on ${host}, port ${port}: ${reason}; set HOST and PORT`, { cause });
  }
}

/**
 * Tries whether a server could listen where the settings say, before anything that takes long is started.
 * @throws Error as {@link listen}
 */
export async function requireFreePort(config: Pick<Config, 'host' | 'port'>): Promise<void> {
  const trial = createServer();
  await listen(trial, config);
  await new Promise((resolve) => trial.close(resolve));
}
