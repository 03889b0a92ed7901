import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from '@driftscape/client';
import { connectTo, openPhotoFile } from '../../scripts/demo/connect.ts';
import { startDemoServer } from '../../scripts/demo/server.ts';
import { writeScenePhoto } from '../../src/scenes/write.ts';
import { FamilyMemory } from '../family.ts';
import { median, timeMs } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import type { Subject } from '../subject.ts';

/** Number of photos drafted, each for the first time; earlier ones warm up the process. */
const photos = 8;
const warmUps = 2;
/** Minimum time that users look at a scene before they request a draft. */
const lookMs = 1000;
/** Successive changes of a slider. */
const sliders: readonly object[] = [
  { speedPercent: 1 },
  { speedPercent: 3 },
  { ripples: 2 },
  { regions: [{ area: { region: 'SKY' }, motion: { degrees: 0 }, speedPercent: 2 }] },
  { regions: [{ area: { region: 'SKY' }, motion: { degrees: 0 }, speedPercent: 3 }] },
  { freeze: [{ area: { strokes: [{ points: [{ x: 0.2, y: 0.2 }], radius: 0.1 }] } }] },
];

/**
 * Waiting times for drafts on the real server: the first one of a 1080p photo after looking at its scene or right after
 * receiving it, after a changed slider, and until a draft is reported as superseded; from the request to the complete
 * file.
 * @param folder real photos instead of generated landscapes
 */
export async function benchDrafts(report: BenchReport, subject: Subject, folder?: string): Promise<void> {
  const stop = new AbortController();
  const server = await startDemoServer(stop.signal);
  const memory = new FamilyMemory(server.processId);
  const first: number[] = [];
  const atOnce: number[] = [];
  const changed: number[] = [];
  const scenes: number[] = [];
  try {
    for (const [i, path] of (await photosOf(subject, folder)).entries()) {
      const image = await connectTo(server.url).upload(await openPhotoFile(path));
      const scene = await timeMs(() => ask(server.url, sceneQuery, { id: image.id }));
      const isLookedAt = i % 2 === 0;
      if (isLookedAt) await new Promise((resolve) => setTimeout(resolve, lookMs));
      const begin = await timeMs(() => fetchDraft(server.url, image));
      if (i < warmUps) continue;
      scenes.push(scene);
      (isLookedAt ? first : atOnce).push(begin);
      for (const settings of sliders) {
        changed.push(await timeMs(() => fetchDraft(server.url, image, settings)));
      }
      if (i === warmUps) report.row('drafts', 'superseded', await supersede(server.url, image), 'ms');
    }
    report.row('drafts', 'scene of a photo, median', median(scenes), 'ms');
    report.field('firstDraftMs', median(atOnce));
    report.field('changedDraftMs', median(changed));
    report.row('drafts', 'first, slowest', Math.max(...atOnce), 'ms');
    report.row(
      'drafts',
      'first, once the scene has been looked at for a second, median',
      median(first),
      'ms',
    );
    report.row('drafts', 'after a changed slider, slowest', Math.max(...changed), 'ms');
    const { rssBytes } = memory.stop();
    report.row('drafts', 'server, engine and drafts together, peak', rssBytes, 'bytes');
  } finally {
    memory.stop();
    await server.close();
  }
}

async function photosOf({ folder }: Subject, own?: string): Promise<string[]> {
  if (own) {
    const names = readdirSync(own).filter((name) => /\.(jpe?g|png|webp)$/.test(name));
    return names.toSorted().map((name) => join(own, name));
  }
  const paths = Array.from({ length: photos }, (_, i) => join(folder, `draft-${i}.jpg`));
  for (const [seed, path] of paths.entries()) await writeScenePhoto(path, { seed });
  return paths;
}

const sceneQuery = 'query ($id: ID!) { image(id: $id) { scene { horizon } } }';
const draftMutation = `mutation ($input: DraftAnimationInput!) {
  draftAnimation(input: $input) {
    __typename ... on DraftAnimationSuccess { draft { videoUrl } } ... on UserError { message }
  }
}`;

interface DraftAnswer {
  draftAnimation: { __typename: string; draft?: { videoUrl: string }; message?: string };
}

async function fetchDraft(url: string, { id: imageId }: Image, settings: object = {}): Promise<void> {
  const { draftAnimation } = await ask<DraftAnswer>(url, draftMutation, { input: { imageId, settings } });
  if (!draftAnimation.draft) throw new Error(`Expected a draft, but received ${draftAnimation.message}`);
  await (await fetch(draftAnimation.draft.videoUrl)).arrayBuffer();
}

/** @returns time from the second request until the first draft is reported as superseded */
async function supersede(url: string, image: Image): Promise<number> {
  const input = { imageId: image.id, settings: { motion: { position: 0.1 } } };
  const first = ask<DraftAnswer>(url, draftMutation, { input });
  // Wait until it has started.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const second = fetchDraft(url, image);
  let superseded = '';
  const waited = await timeMs(async () => {
    superseded = (await first).draftAnimation.__typename;
  });
  await second;
  if (superseded !== 'DraftSupersededError') throw new Error(`Expected to supersede, but got ${superseded}`);
  return waited;
}

async function ask<Data>(url: string, query: string, variables: object): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(`Expected an answer, but received ${JSON.stringify(errors)}`);
  return data;
}
