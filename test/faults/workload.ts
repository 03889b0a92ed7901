import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { openDatabase } from '../../src/database/database.ts';
import { requireRowId } from '../../src/resolvers/global-id.ts';
import { decodeVideo } from '../../src/video/decoder.ts';
import { ask, createAnimation, uploadPhoto, watchAnimation } from '../e2e/client.ts';
import { code } from '../inference/test-bundle.ts';
import { gradientJpeg } from '../support/photo.ts';
import { silentLog } from '../support/silent-log.ts';

/** What a server has acknowledged, by global ids: what it has to keep. */
export class Acknowledged {
  readonly images: string[] = [];
  readonly animations: string[] = [];
  readonly presets: string[] = [];
}

const settings = { widthPixels: 64, durationSeconds: 0.5, fps: 20, encoderPreset: 'ULTRAFAST' };
const frames = 10;

const newPreset = `mutation ($name: String!, $code: [Float!]!) {
  createLatentPreset(input: { name: $name, kind: MOTION, codes: [$code] }) {
    ... on CreateLatentPresetSuccess { latentPreset { id } }
    ... on UserError { message }
  }
}`;

/** Uploads a photo, animates it and makes a preset; notes what is acknowledged, as soon as it is. */
export async function workOnce(url: string, done: Acknowledged): Promise<void> {
  const imageId = await uploadPhoto(url, Uint8Array.from(await gradientJpeg()));
  done.images.push(imageId);
  const seed = Math.floor(Math.random() * 1e9);
  done.animations.push(await createAnimation(url, imageId, { ...settings, seed }));
  const name = `preset-${done.presets.length}-${Math.random().toString(36).slice(2)}`;
  const answer = await ask(url, newPreset, { name, code: code(0.5) });
  done.presets.push(answer.createLatentPreset.latentPreset.id);
}

/** @returns a line for each thing that was acknowledged and is not there */
export async function findMissing(
  url: string,
  { images, animations, presets }: Acknowledged,
): Promise<string[]> {
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
  // A rendering that was interrupted too often fails, which is told like any other end.
  const outcome = [end?.status, end?.failure?.message].filter(Boolean).join(': ');
  if (end?.status !== 'SUCCEEDED') return { outcome, losses };
  const { video, poster } = end.animation;
  if (!video || !poster) return { outcome, losses: [...losses, `${id} lacks a file`] };
  const path = join(folder, 'checked.mp4');
  await writeFile(path, Buffer.from(await (await fetch(video.url)).arrayBuffer()));
  let decoded = 0;
  for await (const _frame of decodeVideo(path)) decoded += 1;
  if (decoded !== frames) losses.push(`the video of ${id} has ${decoded} frames`);
  await sharp(Buffer.from(await (await fetch(poster.url)).arrayBuffer()))
    .raw()
    .toBuffer();
  return { outcome, losses };
}

/** Waits for the end of every animation. @returns how many ended how, and what is wrong with ends and files */
export async function checkEnds(url: string, { animations }: Acknowledged, folder: string) {
  const losses: string[] = [];
  const outcomes: Record<string, number> = {};
  for (const id of animations) {
    const end = await checkEnd(url, id, folder);
    losses.push(...end.losses);
    outcomes[end.outcome] = (outcomes[end.outcome] ?? 0) + 1;
  }
  return { outcomes, losses };
}

/**
 * Looks into the database of a server that has stopped: every animation in it has one end, those acknowledged and those whose
 * acknowledgement did not arrive.
 */
export async function checkStoredEnds(
  config: { dataDirectory: string; databaseUrl?: string },
  { animations }: Acknowledged,
): Promise<{ storedEnds: number; losses: string[] }> {
  const database = await openDatabase(config, silentLog);
  const rows = await database.prisma.animationEvent.groupBy({
    by: ['animationId'],
    where: { type: 'ENDED' },
    _count: true,
  });
  await database.close();
  const ended = new Set(rows.map(({ animationId }) => animationId));
  const twice = rows
    .filter(({ _count }) => _count > 1)
    .map(({ animationId, _count }) => `${animationId} has ${_count} ends in the database`);
  const endless = animations
    .filter((id) => !ended.has(requireRowId('Animation', id, [])))
    .map((id) => `${id} has no end in the database`);
  return { storedEnds: rows.reduce((sum, { _count }) => sum + _count, 0), losses: [...twice, ...endless] };
}
