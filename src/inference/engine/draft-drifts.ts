import type { Bundle } from '../bundle/bundle.ts';
import { shrinkGrid } from '../grids/shrink.ts';
import { draftSide, readPhoto } from '../motion/motion.ts';
import { chooseMotionCode } from '../motion/motion-code.ts';
import { chooseSpeed, type LayerReading } from '../motion/read-layer.ts';
import type { AnimationSettings } from '../settings.ts';
import type { SeedDrift } from './draft-messages.ts';
import type { DraftSubject } from './draft-photos.ts';

/** Below this speed, in percent of the width per second, no motion is visible. */
const leastSpeedPercent = 0.01;

/** Predicted drift of a photo's layers with each seed (algorithm §3.3). `signal` stops between two seeds. */
export async function predictDrifts(
  bundle: Bundle,
  { photos, ...kept }: DraftSubject,
  settings: AnimationSettings,
  seeds: readonly number[],
  signal?: AbortSignal,
): Promise<SeedDrift[]> {
  const { motion } = settings;
  const options = { ...kept, side: draftSide, signal };
  const { readings } = await readPhoto(bundle, photos, { ...settings, regions: [], freeze: [] }, options);
  const drifts: SeedDrift[] = [];
  for (const seed of seeds) {
    const code = chooseMotionCode(motion, bundle.codebook.motion, seed);
    const flow = shrinkGrid(await kept.predictions.flow(code, signal), 2, draftSide);
    const speed = chooseSpeed(readings, flow, { photos, settings, side: draftSide });
    const { width, height } = photos.output;
    const scale = { x: 50 * speed * settings.fps, y: (50 * speed * settings.fps * height) / width };
    drifts.push({ seed, ...together(readings.map((reading) => meanMotion(reading, flow, scale))) });
  }
  return drifts;
}

type Motion = SeedDrift['regions'][number];

/** @param scale from halves of the width and the height of a step to percent of the width per second */
function meanMotion(
  { layer: { area }, drift }: LayerReading,
  flow: Float32Array,
  scale: { x: number; y: number },
): Motion {
  const backward = drift.velocityOf(flow);
  let [sum, x, y] = [0, 0, 0];
  for (let point = 0; point < area.length; point++) {
    sum += area[point];
    x -= area[point] * backward[2 * point];
    y -= area[point] * backward[2 * point + 1];
  }
  if (sum === 0) return { share: 0, x: 0, y: 0 };
  return { share: sum / area.length, x: (scale.x * x) / sum, y: (scale.y * y) / sum };
}

/** Over all moving layers; still ones do not count. */
function together(regions: Motion[]): Omit<SeedDrift, 'seed'> {
  const moving = regions.filter(({ x, y }) => Math.hypot(x, y) >= leastSpeedPercent);
  const area = moving.reduce((sum, { share }) => sum + share, 0);
  if (area === 0) return { regions, degrees: null, speedPercent: 0 };
  const mean = (part: (motion: Motion) => number) =>
    moving.reduce((sum, motion) => sum + motion.share * part(motion), 0) / area;
  const [x, y] = [mean((motion) => motion.x), mean((motion) => motion.y)];
  return {
    regions,
    degrees: ((Math.atan2(-y, x) * 180) / Math.PI + 360) % 360,
    speedPercent: mean((motion) => Math.hypot(motion.x, motion.y)),
  };
}
