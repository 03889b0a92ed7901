import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTestBundle } from '../inference/test-bundle.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';

/** What a server in its own process needs to be told. */
export interface FaultServerSettings extends Record<string, string> {
  DATA_DIR: string;
  BUNDLE_DIR: string;
}

/** A data folder and a small bundle for a server, both gone when this is disposed. */
export async function prepareServer(): Promise<AsyncDisposable & { settings: FaultServerSettings }> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.adopt(await mkdtemp(join(tmpdir(), 'driftscape-faults-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const { dataDirectory } = resources.use(await openEmbeddedTestDatabase()).config;
  const settings = { DATA_DIR: dataDirectory, BUNDLE_DIR: await writeTestBundle(join(folder, 'bundle')) };
  const kept = resources.move();
  return { settings, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
