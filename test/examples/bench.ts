import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from '../e2e/server-process.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';
import { landscape } from '../photo/pictures.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';

/** A running server, a photo to send it and a folder for what comes back; disposing removes all of it. */
export interface ExampleBench extends AsyncDisposable {
  server: ServerProcess;
  photo: string;
  folder: string;
}

export async function openExampleBench(): Promise<ExampleBench> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-example-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const database = opened.use(await openEmbeddedTestDatabase());
  const server = opened.use(
    await ServerProcess.start({
      DATA_DIR: database.config.dataDirectory,
      BUNDLE_DIR: await writeTestBundle(join(folder, 'bundle')),
    }),
  );
  const photo = join(folder, 'photo.jpg');
  await landscape().jpeg().toFile(photo);
  const resources = opened.move();
  return { server, photo, folder, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
