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

/** How to recognise leftover data folders; the server locks its own. */
const dataFolders: FolderName = {
  prefix: 'driftscape-demo-',
  contents: dataFolderContents,
};

export interface DemoServer {
  /** Such as `http://127.0.0.1:40123`. */
  url: string;
  processId: number;
  /** Stops the server and removes its data. Safe to call repeatedly. */
  close(): Promise<void>;
}

/** Starts the real server like `npm start`, in its own process, on a free port, with a temporary data folder. */
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
      // Its own process group: Ctrl-C reaches only this process, which then stops the server in order.
      detached: true,
    },
  );
  const exited = once(server, 'exit');
  // On a second signal, the server and its engine are killed.
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

/** Waits for the line with the server's address. */
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
