import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Config } from '../config.ts';

/**
 * Makes a server listen on the configured address.
 * @throws Error with the reason if it cannot
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
 * Checks that the configured address is free before anything slow is started.
 * @throws Error as {@link listen}
 */
export async function requireFreePort(config: Pick<Config, 'host' | 'port'>): Promise<void> {
  const trial = createServer();
  await listen(trial, config);
  await new Promise((resolve) => trial.close(resolve));
}
