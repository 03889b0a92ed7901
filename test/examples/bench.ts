import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeys } from '../../src/access/api-keys.ts';
import { openDatabase } from '../../src/database/database.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import { type TestBundleOptions, writeTestBundle } from '../inference/test-bundle.ts';
import { landscape } from '../photo/pictures.ts';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

/** A running server, a photo to send it and a folder for what comes back; disposing removes all of it. */
export interface ExampleBench extends AsyncDisposable {
  server: ServerProcess;
  photo: string;
  folder: string;
  /** What lets a client in, where the server asks for it. */
  apiKey?: string;
}

interface Options {
  AUTH: 'off' | 'keys';
  bundle?: TestBundleOptions;
}

export async function openExampleBench({ AUTH, bundle }: Options): Promise<ExampleBench> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-example-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const database = opened.use(await openEmbeddedTestDatabase());
  const apiKey = AUTH === 'keys' ? await createKey(database) : undefined;
  const server = opened.use(
    await ServerProcess.start({
      AUTH,
      DATA_DIR: database.config.dataDirectory,
      BUNDLE_DIR: await writeTestBundle(join(folder, 'bundle'), bundle),
    }),
  );
  const photo = join(folder, 'photo.jpg');
  await landscape().jpeg().toFile(photo);
  const resources = opened.move();
  return { server, photo, folder, apiKey, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

async function createKey({ config }: TestDatabase): Promise<string> {
  const database = await openDatabase(config, silentLog);
  try {
    return (await new ApiKeys(database.prisma).create({ name: 'example', scope: 'write' })).secret;
  } finally {
    await database.close();
  }
}
