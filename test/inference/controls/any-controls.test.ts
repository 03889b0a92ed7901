import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Bundle } from '../../../src/inference/bundle/bundle.ts';
import { networkSize } from '../../../src/inference/bundle/schema.ts';
import { foundRegions, regionMotionKinds } from '../../../src/inference/controls/schema.ts';
import { FramePlanner } from '../../../src/inference/frames/frame-planner.ts';
import { predictMotion } from '../../../src/inference/motion/motion.ts';
import { type Photos, sizePhoto } from '../../../src/inference/photos.ts';
import { createCpuRenderer } from '../../../src/inference/renderer/cpu/cpu.ts';
import { type AnimationSettingsInput, parseSettings } from '../../../src/inference/settings.ts';
import { code } from '../test-bundle.ts';
import { bandedBundle, texturedPhoto } from './textured-scene.ts';

let photos: Photos;
let bundle: Bundle;
beforeAll(async () => {
  photos = await sizePhoto(texturedPhoto({ width: 96, height: 64 }));
  ({ bundle } = bandedBundle(await photos.forScene()));
});

const share = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true }));
const point = fc.record({ x: share, y: share });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const stroke = fc.record({
  points: fc.array(point, { minLength: 1, maxLength: 6 }),
  radius: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
  erase: optional(fc.boolean()),
});
const area = fc.oneof(
  fc.record({ region: fc.constantFrom(...foundRegions) }),
  fc.record({
    polygons: fc.array(fc.array(point, { minLength: 3, maxLength: 7 }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ strokes: fc.array(stroke, { minLength: 1, maxLength: 4 }) }),
);
const speedPercent = fc.double({ min: 0.01, max: 50, noNaN: true });
const arrow = fc
  .record({ points: fc.array(point, { minLength: 2, maxLength: 5 }), speedPercent: optional(speedPercent) })
  .filter(({ points: [first, ...others] }) => others.some(({ x, y }) => x !== first.x || y !== first.y));
const motion = fc.oneof(
  fc.record({ kind: fc.constantFrom(...regionMotionKinds) }),
  fc.record({ degrees: fc.double({ min: -360, max: 360, noNaN: true }) }),
  fc.record({ arrows: fc.array(arrow, { minLength: 1, maxLength: 4 }) }),
  fc.record({ code: fc.constantFrom(code(0), code(0.01, -0.01), code(1, 1)) }),
);
const feather = optional(fc.double({ min: 0, max: 0.2, noNaN: true }));
const region = fc.record({
  area,
  feather,
  as: optional(fc.constantFrom('SKY' as const, 'WATER' as const, 'MIST' as const)),
  motion: optional(motion),
  speedPercent: optional(speedPercent),
  strength: optional(fc.double({ min: 0, max: 3, noNaN: true })),
  periodSeconds: optional(fc.double({ min: 0.5, max: 60, noNaN: true })),
});
const settings: fc.Arbitrary<AnimationSettingsInput> = fc.record({
  regions: fc.array(region, { maxLength: 4 }),
  freeze: fc.array(fc.record({ area, feather }), { maxLength: 2 }),
  anchors: fc.array(point, { maxLength: 3 }),
  speedPercent: optional(speedPercent),
  loop: fc.constantFrom('symmetric' as const, 'crossfade' as const, 'none' as const),
});

test('frames can be planned for any user input, and frame 0 is the photo', {
  timeout: 150_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(settings, async (input) => {
      const parsed = parseSettings({ seconds: 1, fps: 8, motion: code(0.01, 0.002), ...input });
      const { layers } = await predictMotion(bundle, photos, parsed);
      const grid = { width: networkSize, height: networkSize };
      // Refuses masks that sum to more than all of a pixel, and backgrounds that are not the photo where they should be.
      const renderer = await createCpuRenderer({
        photo: photos.output,
        layers: layers.map(({ mask, background }) => ({ mask, background })),
        motionGrid: grid,
        colourGrid: grid,
        colourTransfer: 'tanh',
      });
      const planner = new FramePlanner({ layers, output: photos.output, frames: 8 });
      const rgba = new Uint8Array(photos.output.rgba.length);
      for (const frame of [3, 0]) {
        const plan = planner.planFrame(frame);
        for (const { a, b } of plan.layers)
          for (const copy of [a, b]) expect(copy?.displacement.some(Number.isNaN) ?? false).toBe(false);
        await renderer.renderRgba(plan, rgba);
      }
      await renderer.close();
      if (parsed.loop !== 'crossfade') expect(rgba).toEqual(photos.output.rgba);
    }),
    { numRuns: 12, interruptAfterTimeLimit: 60_000 },
  );
});
