import { beforeAll, describe, expect, test } from 'vitest';
import { draftSettings } from '../../../src/drafts/settings.ts';
import type { Bundle } from '../../../src/inference/bundle/bundle.ts';
import { networkSize } from '../../../src/inference/bundle/schema.ts';
import { FramePlanner } from '../../../src/inference/frames/frame-planner.ts';
import { Memory } from '../../../src/inference/memory.ts';
import { predictMotion } from '../../../src/inference/motion/motion.ts';
import { type Photos, sizePhoto } from '../../../src/inference/photos.ts';
import { Predictions } from '../../../src/inference/predictions.ts';
import {
  type AnimationSettings,
  type AnimationSettingsInput,
  countFrames,
  parseSettings,
} from '../../../src/inference/settings.ts';
import { bandedBundle, size, skyEnds, texturedPhoto } from '../controls/textured-scene.ts';
import { code } from '../test-bundle.ts';

let photos: Photos;
let bundle: Bundle;
let known: { predictions: Predictions; memory: Memory };
beforeAll(async () => {
  photos = await sizePhoto(texturedPhoto());
  ({ bundle } = bandedBundle(await photos.forScene()));
  known = { predictions: new Predictions(bundle, photos), memory: new Memory() };
});

const parse = (input: AnimationSettingsInput) =>
  parseSettings({ seconds: 2, motion: code(-0.01, 0), loop: 'none', ...input });

/** Displacement of the sky, in output pixels to the right. */
async function movedBy(settings: AnimationSettings, frame: number): Promise<number> {
  const { layers } = await predictMotion(bundle, photos, settings, known);
  const planner = new FramePlanner({ layers, output: size, frames: countFrames(settings) });
  const { displacement } = planner.planFrame(frame).layers[layers.findIndex(({ kind }) => kind === 'sky')].a;
  const last = networkSize - 1;
  return -displacement[2 * (Math.round((skyEnds / 2) * last) * networkSize + Math.round(last / 2))];
}

/** Displacement after a second. */
const inASecond = (settings: AnimationSettings) => movedBy(settings, settings.fps);

describe('without a speed, the sky', () => {
  test.each([12, 24, 60, 120])('moves as far in a second at %d frames per second as at 30', async (fps) => {
    const usual = await inASecond(parse({}));
    expect(usual).toBeGreaterThan(2);
    expect(await inASecond(parse({ fps }))).toBeCloseTo(usual, 2);
  });

  test('moves in a draft as in the video', async () => {
    const settings = parse({ fps: 60 });
    const draft = draftSettings(settings, { widthPixels: size.width, heightPixels: size.height });
    expect(draft.fps).toBeLessThan(60);
    expect(await inASecond(draft)).toBeCloseTo(await inASecond(settings), 2);
  });
});

test('with a speed, the sky moves as far in a frame at every frame rate', async () => {
  const [slow, fast] = [12, 60].map((fps) => parse({ fps, speed: 0.1 }));
  expect(await movedBy(fast, 12)).toBeCloseTo(await movedBy(slow, 12), 2);
});
