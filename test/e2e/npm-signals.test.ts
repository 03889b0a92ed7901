import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeTestBundle } from '../inference/test-bundle.ts';
import { describeServerDatabase } from '../support/databases.ts';
import { Npm } from '../support/npm.ts';

vi.setConfig({ testTimeout: 120_000 });

const root = resolve(import.meta.dirname, '../..');
let folder: string;
let bundle: string;
let npm: Npm;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npm-signals-'));
  bundle = await writeTestBundle(join(folder, 'bundle'));
  npm = await Npm.open();
});

afterAll(async () => {
  await npm[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** The last thing that a process in order says of itself, and nothing of an end by force. */
const inOrder = /"msg":"shutting down"/;

describe('a server started by `npm start`', () => {
  const start = () =>
    npm.start(root, ['npm', 'start'], {
      DATA_DIR: join(folder, 'data'),
      BUNDLE_DIR: bundle,
      DEVICE: 'cpu',
      PORT: '0',
      LOG_LEVEL: 'info',
    });

  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('ends in order if npm gets %s', async (signal) => {
    const server = start();
    const [, url] = await server.says(/ready at (http\S+)\/graphql/);
    server.kill(signal);
    const { stdout, stderr } = await server.ended;
    expect(stdout).toMatch(inOrder);
    expect(`${stdout}${stderr}`).not.toMatch(/took too long|shutting down failed/);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });
});

describeServerDatabase((openTestDatabase) => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('ends a worker in order if its npm gets %s', async (signal) => {
    await using database = await openTestDatabase();
    const { dataDirectory, databaseUrl } = database.config;
    const settings = {
      DATA_DIR: dataDirectory,
      DATABASE_URL: databaseUrl,
      BUNDLE_DIR: bundle,
      DEVICE: 'cpu',
    };
    const server = npm.start(root, ['npm', 'start'], { ...settings, EMBEDDED_WORKER: 'off', PORT: '0' });
    await server.says(/Driftscape is ready/);
    const worker = npm.start(root, ['npm', 'run', 'worker'], settings);
    await worker.says(/worker is ready/);
    worker.kill(signal);
    expect((await worker.ended).stdout).toMatch(inOrder);
    server.kill('SIGTERM');
    await server.ended;
  });
});
