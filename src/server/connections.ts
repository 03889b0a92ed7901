import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Open files reserved for the database, photos, videos and the engine. */
const reserved = 256;
/** Default if the operating system does not report it: what most systems allow at least. */
const usuallyAllowed = 1_024;

/** Number of connections possible in addition to the files that this process has to open. */
export function roomForConnections(): number {
  return Math.max(openFilesAllowed() - reserved, reserved);
}

/** Node raises its limit of open files to the hard limit at start. */
function openFilesAllowed(): number {
  try {
    const [, allowed] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return Number(allowed ?? usuallyAllowed);
  } catch {
    return usuallyAllowed;
  }
}

/**
 * Limits the number of connections, and allows at most half of them from one address. So a client that opens one
 * connection after another can neither exhaust the server's files nor lock out others. Behind proxies all connections
 * come from the proxies' addresses.
 * @param max concurrent connections, including WebSockets
 */
export function limitConnections(
  httpServer: Server,
  { max, isBehindProxy }: { max: number; isBehindProxy: boolean },
): void {
  httpServer.maxConnections = max;
  if (isBehindProxy) return;
  const counts = new Map<string, number>();
  httpServer.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (counts.get(address) ?? 0) + 1;
    if (count > max / 2) return socket.destroy();
    counts.set(address, count);
    socket.once('close', () => {
      const rest = (counts.get(address) ?? 0) - 1;
      if (rest > 0) counts.set(address, rest);
      else counts.delete(address);
    });
  });
}
