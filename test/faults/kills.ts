import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { decodeVideo } from '../../src/video/decoder.ts';
import { ask, createAnimation, uploadPhoto, watchAnimation } from '../e2e/client.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import { code, writeTestBundle } from '../inference/test-bundle.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { gradientJpeg } from '../support/photo.ts';

export interface KillResult {
  kills: number;
  /** What the server had acknowledged, and so has to keep. */
  uploads: number;
  animations: number;
  presets: number;
  /** Animations that succeeded; video and poster of each were decoded to their end. */
  succeeded: number;
  /** What was acknowledged and is gone, ended more or less than once, or does not decode. */
  losses: string[];
}

interface Acknowledged {
  images: string[];
  animations: string[];
  presets: string[];
}

const settings = { widthPixels: 64, durationSeconds: 0.5, fps: 20, encoderPreset: 'ULTRAFAST' };
const frames = 10;

const newPreset = `mutation ($name: String!, $code: [Float!]!) {
  createLatentPreset(input: { name: $name, kind: MOTION, codes: [$code] }) {
    ... on CreateLatentPresetSuccess { latentPreset { id } }
    ... on UserError { message }
  }
}`;

/** Uploads, animates and makes presets until the server is gone; notes what was acknowledged, in the order of its doing. */
async function work(url: string, done: Acknowledged): Promise<void> {
  const photo = Uint8Array.from(await gradientJpeg());
  try {
    for (;;) {
      const imageId = await uploadPhoto(url, photo);
      done.images.push(imageId);
      done.animations.push(await createAnimation(url, imageId, settings));
      const name = `preset-${done.presets.length}-${Math.random().toString(36).slice(2)}`;
      const answer = await ask(url, newPreset, { name, code: code(0.5) });
      done.presets.push(answer.createLatentPreset.latentPreset.id);
    }
  } catch (error) {
    // A connection that breaks off is what a kill looks like from here.
    if (!(error instanceof TypeError && /fetch failed|terminated/.test(error.message))) throw error;
  }
}

async function findMissing(url: string, { images, animations, presets }: Acknowledged): Promise<string[]> {
  const missing: string[] = [];
  const ids = [...images, ...animations, ...presets];
  for (let at = 0; at < ids.length; at += 50) {
    const page = ids.slice(at, at + 50);
    const { nodes } = await ask(url, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: page });
    missing.push(...page.filter((_, index) => nodes[index] === null).map((id) => `${id} is gone`));
  }
  return missing;
}

/** Follows an animation through all of its events. @returns how it ended, what is wrong with that or with its files */
async function checkEnd(url: string, id: string, folder: string) {
  const losses: string[] = [];
  const ends = [];
  for await (const event of watchAnimation(url, id, 0)) {
    if (event.__typename === 'AnimationEnded') ends.push(event);
  }
  if (ends.length !== 1) losses.push(`${id} ended ${ends.length} times`);
  const [end] = ends;
  // Three kills in the same run are one too many, which is told like any other end.
  if (end?.status !== 'SUCCEEDED') return { hasSucceeded: false, losses };
  const { video, poster } = end.animation;
  const path = join(folder, 'video.mp4');
  await writeFile(path, Buffer.from(await (await fetch(video.url)).arrayBuffer()));
  let decoded = 0;
  for await (const _frame of decodeVideo(path)) decoded += 1;
  if (decoded !== frames) losses.push(`the video of ${id} has ${decoded} frames`);
  const picture = sharp(Buffer.from(await (await fetch(poster.url)).arrayBuffer()));
  await picture.raw().toBuffer();
  return { hasSucceeded: true, losses };
}

/**
 * Kills a server with SIGKILL at random moments of uploads, animations and presets, starts it again on the same data,
 * and compares what is there with what it had acknowledged.
 */
export async function surviveKills(kills: number, onKill: () => void = () => {}): Promise<KillResult> {
  await using data = await openEmbeddedTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-kills-'));
  const environment = {
    DATA_DIR: data.config.dataDirectory,
    BUNDLE_DIR: await writeTestBundle(join(folder, 'bundle')),
  };
  const done: Acknowledged = { images: [], animations: [], presets: [] };
  const losses: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await using server = await ServerProcess.start(environment);
    losses.push(...(await findMissing(server.graphqlUrl, done)));
    const working = work(server.graphqlUrl, done);
    await setTimeout(50 + Math.random() * 1_000);
    await server.end('SIGKILL');
    await working;
    onKill();
  }
  await using server = await ServerProcess.start(environment);
  losses.push(...(await findMissing(server.graphqlUrl, done)));
  let succeeded = 0;
  for (const id of done.animations) {
    const end = await checkEnd(server.graphqlUrl, id, folder);
    losses.push(...end.losses);
    if (end.hasSucceeded) succeeded += 1;
  }
  await rm(folder, { recursive: true, force: true });
  return {
    kills,
    uploads: done.images.length,
    animations: done.animations.length,
    presets: done.presets.length,
    succeeded,
    losses,
  };
}
