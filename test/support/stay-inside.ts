/** Runs before every quick test: what starts a process, opens a connection or listens is no quick test, and fails. */
import { ChildProcess } from 'node:child_process';
import { Server, Socket } from 'node:net';

for (const [prototype, method] of [
  [ChildProcess.prototype, 'spawn'],
  [Server.prototype, 'listen'],
  [Socket.prototype, 'connect'],
] as const) {
  Object.assign(prototype, {
    [method]() {
      throw new Error(`Expected a quick test to stay in its own process, but it calls ${method}`);
    },
  });
}
