import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type FolderName, removeLeftovers } from '../../src/cli/work-folder.ts';
import { dataFolderContents } from '../../src/private-files.ts';
import { npmStart } from './npm-start.ts';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const endWithParent = new URL('../end-with-parent.ts', import.meta.url).href;

/** What a data directory is, which the server that uses it locks. */
const dataFolders: FolderName = {
  prefix: 'driftscape-demo-',
  contents: dataFolderContents,
};

export interface DemoServer {
  /** Such as `http://127.0.0.1:40123`. */
  url: string;
  processId: number;
  /** Stops the server and removes its data. Safe to call more than once. */
  close(): Promise<void>;
}

/** Starts the real server as `npm start` does, in a process of its own, on a free port, with an empty data folder that goes away with it. */
export async function startDemoServer(signal: AbortSignal): Promise<DemoServer> {
  await removeLeftovers(tmpdir(), dataFolders);
  const dataFolder = await mkdtemp(join(tmpdir(), dataFolders.prefix));
  const server = spawn(
    process.execPath,
    [...npmStart.nodeOptions, '--import', endWithParent, 'src/main.ts'],
    {
      cwd: projectFolder,
      env: {
        ...process.env,
        ...npmStart.environment,
        DATA_DIR: dataFolder,
        DATABASE_URL: '',
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      // A group of its own: Ctrl-C reaches this process alone, which then stops the server in order.
      detached: true,
    },
  );
  const exited = once(server, 'exit');
  // Somebody does not want to wait: the server and its engine end at once.
  const endAtOnce = () => {
    if (server.pid !== undefined && isRunning(server)) process.kill(-server.pid, 'SIGKILL');
    rmSync(dataFolder, { recursive: true, force: true });
  };
  process.once('exit', endAtOnce);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      if (isRunning(server)) server.kill('SIGTERM');
      await exited;
      await rm(dataFolder, { recursive: true, force: true });
      process.off('exit', endAtOnce);
    })();
    return closing;
  };
  try {
    return { url: await addressOf(server, signal), processId: server.pid as number, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function isRunning(server: ChildProcess): boolean {
  return server.exitCode === null && server.signalCode === null;
}

/** Waits for the line that says where the server listens. */
async function addressOf(server: ChildProcess, signal: AbortSignal): Promise<string> {
  if (server.stdout === null) throw new Error('Expected the server to have a standard output');
  const lines = createInterface({ input: server.stdout, signal });
  for await (const line of lines) {
    const address = /is ready at (\S+)\/graphql/.exec(line)?.[1];
    if (address !== undefined) {
      server.stdout.resume();
      return address;
    }
  }
  signal.throwIfAborted();
  throw new Error('The server ended before it was ready');
}
