import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { probeVideo } from '../../src/video/decoder.ts';
import { ask, uploadPhoto } from '../e2e/client.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import { code, writeTestBundle } from '../inference/test-bundle.ts';
import { landscape } from '../photo/pictures.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';

// A whole server, and the process that makes its drafts.
vi.setConfig({ testTimeout: 180_000 });

const draft = `mutation ($input: DraftAnimationInput!) {
  draftAnimation(input: $input) {
    __typename ... on DraftAnimationSuccess { draft { videoUrl frames fps } } ... on UserError { message }
  }
}`;

it('shows a draft over HTTP, and the newest one of a quick sequence', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-drafting-'));
  await using database = await openEmbeddedTestDatabase();
  try {
    const BUNDLE_DIR = await writeTestBundle(join(folder, 'bundle'), {
      motionCodes: [code(0.5, 0.2), code(1, 0.4)],
    });
    const DATA_DIR = database.config.dataDirectory;
    await using server = await ServerProcess.start({ DATA_DIR, BUNDLE_DIR });
    const imageId = await uploadPhoto(
      server.graphqlUrl,
      Uint8Array.from(await landscape().jpeg().toBuffer()),
    );
    const settingsOf = (ripples: number) => ({ imageId, settings: { durationSeconds: 2, ripples } });
    const answers = await Promise.all(
      [0.5, 1, 1.5, 2].map((ripples) => ask(server.graphqlUrl, draft, { input: settingsOf(ripples) })),
    );
    const types = answers.map(({ draftAnimation }) => draftAnimation.__typename);
    expect(types.filter((type) => type === 'DraftAnimationSuccess')).toHaveLength(1);
    expect(types.filter((type) => type === 'DraftSupersededError')).toHaveLength(3);
    const made = answers.find(({ draftAnimation }) => draftAnimation.draft)?.draftAnimation.draft;
    const response = await fetch(made.videoUrl);
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(response.headers.get('cache-control')).toContain('max-age=600');
    const path = join(folder, 'draft.mp4');
    await writeFile(path, Buffer.from(await response.arrayBuffer()));
    expect(await probeVideo(path)).toMatchObject({ fps: 12, frames: made.frames });
    const { image } = await ask(
      server.graphqlUrl,
      'query ($id: ID!) { image(id: $id) { scene { regions { maskUrl } } variants(count: 2) { seed } } }',
      { id: imageId },
    );
    expect(image.variants).toHaveLength(2);
    // A bundle that knows no regions finds none; there is nothing to fetch then.
    for (const { maskUrl } of image.scene.regions) expect((await fetch(maskUrl)).status).toBe(200);
    expect(await readdir(join(DATA_DIR, 'files', 'drafts'))).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
