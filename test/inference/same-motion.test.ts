import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { predictColours } from '../../src/inference/appearance/appearance.ts';
import { builtInLooks } from '../../src/inference/built-in-looks.ts';
import { type Bundle, loadBundle } from '../../src/inference/bundle/bundle.ts';
import { FramePlanner } from '../../src/inference/frames/frame-planner.ts';
import { predictMotion } from '../../src/inference/motion/motion.ts';
import { loadPhotos } from '../../src/inference/photos.ts';
import type { FramePlan } from '../../src/inference/renderer/renderer.ts';
import { type AnimationSettingsInput, countFrames, parseSettings } from '../../src/inference/settings.ts';
import { writeScenePhoto } from '../../src/scenes/write.ts';

/** A day and a night of one photo, planned apart as two jobs are, with the included bundle. */
let folder: string;
let bundle: Bundle;
let photoPath: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'same-motion-'));
  bundle = await loadBundle(fileURLToPath(new URL('../../models/default', import.meta.url)), {
    device: 'cpu',
  });
  photoPath = join(folder, 'photo.jpg');
  await writeScenePhoto(photoPath, { width: 480, height: 270 });
});
afterAll(async () => {
  await bundle.close();
  await rm(folder, { recursive: true });
});

const moonlit = builtInLooks.filter(({ name }) => name === 'moonlit-night').map(({ look }) => ({ look }));
const night = { moments: moonlit, course: 'held' as const };

async function plannerIn(appearance: AnimationSettingsInput['appearance'], more: AnimationSettingsInput) {
  const settings = parseSettings({ seconds: 2, seed: 3, ...more, appearance });
  const photos = await loadPhotos(photoPath);
  const { layers, shares } = await predictMotion(bundle, photos, settings);
  const colours = await predictColours(bundle, photos, settings, shares);
  const frames = countFrames(settings);
  return { frames, planner: new FramePlanner({ layers, output: photos.output, frames, colours }) };
}

/** All that decides where a pixel of a frame comes from. */
function displacements({ layers }: FramePlan): Float32Array[] {
  return layers.flatMap(({ a, b }) => [a.displacement, ...(b ? [b.displacement, b.weight] : [])]);
}

test.each([{}, { seconds: 0.2, drive: 'recurrent' as const, loop: 'crossfade' as const }])(
  'all frames have equal displacements in the photo’s light and in a held light: %j',
  async (more) => {
    const day = await plannerIn('none', more);
    const { planner } = await plannerIn(night, more);
    let largest = 0;
    let farthest = 0;
    for (let frame = 0; frame < day.frames; frame++) {
      const [bright, dark] = [day.planner.planFrame(frame), planner.planFrame(frame)];
      expect(bright.colour).toBeUndefined();
      expect(dark.colour).toBeDefined();
      const fields = displacements(dark);
      displacements(bright).forEach((field, i) => {
        for (let n = 0; n < field.length; n++) {
          largest = Math.max(largest, Math.abs(field[n] - fields[i][n]));
          farthest = Math.max(farthest, Math.abs(field[n]));
        }
      });
    }
    expect(largest).toBe(0);
    expect(farthest).toBeGreaterThan(1);
  },
);
