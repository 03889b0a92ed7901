import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DriftscapeClient } from '@driftscape/client';
import { createAnimation, uploadPhoto } from '../e2e/client.ts';
import { openExampleBench } from '../examples/bench.ts';
import { type TestBundleOptions, writeTestBundle } from '../inference/test-bundle.ts';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** What the page copies as an animation's settings. */
export interface CopiedSettings {
  durationSeconds: number;
  widthPixels: number;
  [control: string]: unknown;
}

export interface Source {
  bundle: TestBundleOptions;
  photo: string;
  settings: CopiedSettings;
}

/** The video as a server makes it that has never seen the photo. */
export async function renderByApi({ bundle, photo, settings }: Source): Promise<Buffer> {
  await using bench = await openExampleBench({ AUTH: 'off', bundle });
  const { graphqlUrl } = bench.server;
  const imageId = await uploadPhoto(graphqlUrl, new Uint8Array(await readFile(photo)));
  const id = await createAnimation(graphqlUrl, imageId, settings);
  const driftscape = new DriftscapeClient({ url: graphqlUrl });
  const { video } = await driftscape.finished(id);
  if (!video) throw new Error('Expected a video');
  return Buffer.from(await (await driftscape.fetchFile(video.url)).arrayBuffer());
}

/** The video as the command line makes it. @param folder where files may be written */
export async function renderByCli({ bundle, photo, settings }: Source, folder: string): Promise<Buffer> {
  const { durationSeconds, widthPixels, ...controls } = settings;
  const [regions, video] = [join(folder, 'regions.json'), join(folder, 'by-cli.mp4')];
  await writeFile(regions, JSON.stringify({ regions: [], ...controls }));
  await promisify(execFile)(process.execPath, [
    ...[cli, photo, '--bundle', await writeTestBundle(join(folder, 'cli-bundle'), bundle), '--device', 'cpu'],
    ...['--seconds', String(durationSeconds), '--width', String(widthPixels)],
    ...['--regions', regions, '--out', video],
  ]);
  return readFile(video);
}
