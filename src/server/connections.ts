import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Open files that are kept for the database, photos, videos and the engine. */
const reserved = 256;
/** Where the operating system does not say: what most allow at least. */
const usuallyAllowed = 1_024;

/** How many connections there is room for beside the files that this process has to open. */
export function roomForConnections(): number {
  return Math.max(openFilesAllowed() - reserved, reserved);
}

/** Node raises what it may open to the hard limit when it starts. */
function openFilesAllowed(): number {
  try {
    const [, allowed] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return Number(allowed ?? usuallyAllowed);
  } catch {
    return usuallyAllowed;
  }
}

/**
 * Takes no more connections than there is room for, and no more than half of them from one address, so that whoever opens one after
 * the other keeps neither the server from its files nor others from the server. Behind proxies all come from theirs.
 * @param max connections at the same time, WebSockets included
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
