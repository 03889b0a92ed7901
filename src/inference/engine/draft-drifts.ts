import type { Bundle } from '../bundle/bundle.ts';
import { networkSize } from '../bundle/schema.ts';
import { movingRegions, type RegionShares } from '../layers/regions.ts';
import { chooseMotionCode } from '../motion/motion-code.ts';
import type { AnimationSettings } from '../settings.ts';
import type { SeedDrift } from './draft-messages.ts';
import type { DraftSubject } from './draft-photos.ts';

/** How a photo would drift with each seed, as the motion network has it (algorithm §3.1). `signal` stops between two seeds. */
export async function predictDrifts(
  { codebook }: Bundle,
  { photos: { output }, predictions }: DraftSubject,
  settings: AnimationSettings,
  seeds: readonly number[],
  signal?: AbortSignal,
): Promise<SeedDrift[]> {
  const weights = weightsOf(await predictions.shares(signal));
  const drifts: SeedDrift[] = [];
  for (const seed of seeds) {
    const flow = await predictions.flow(chooseMotionCode(settings.motion, codebook.motion, seed), signal);
    const motions = weights.map((weight) => meanMotion(flow, weight, output.height / output.width));
    const scale = scaleOf(motions, settings);
    drifts.push({
      seed,
      ...together(motions.map(({ share, x, y }) => ({ share, x: x * scale, y: y * scale }))),
    });
  }
  return drifts;
}

type Motion = SeedDrift['regions'][number];

/** How much each point of the motion grid belongs to each region that may move; to one, all of them, where none are known. */
function weightsOf(shares: RegionShares | undefined): Float32Array[] {
  const points = networkSize * networkSize;
  if (!shares) return [new Float32Array(points).fill(1)];
  const place = (i: number) => Math.floor(((i + 0.5) * shares.side) / networkSize);
  return movingRegions.map((name) =>
    Float32Array.from({ length: points }, (_, point) => {
      const [x, y] = [place(point % networkSize), place(Math.floor(point / networkSize))];
      return shares.planes[name][y * shares.side + x];
    }),
  );
}

/** Of one step: shares of the width. Flow is backward, in halves of the width and the height. */
function meanMotion(flow: Float32Array, weight: Float32Array, heightToWidth: number): Motion {
  let [sum, x, y] = [0, 0, 0];
  for (let point = 0; point < weight.length; point++) {
    sum += weight[point];
    x -= weight[point] * flow[2 * point];
    y -= weight[point] * flow[2 * point + 1];
  }
  if (sum === 0) return { share: 0, x: 0, y: 0 };
  return { share: sum / weight.length, x: x / sum / 2, y: (y / sum / 2) * heightToWidth };
}

/** From the motion of one step to percent of the width per second. */
function scaleOf(motions: Motion[], { speed, speedPercent, fps }: AnimationSettings): number {
  if (speedPercent === undefined) return 100 * speed * fps;
  const mean = together(motions).speedPercent;
  return mean > 0 ? speedPercent / mean : 0;
}

function together(regions: Motion[]): Omit<SeedDrift, 'seed'> {
  const area = regions.reduce((sum, { share }) => sum + share, 0);
  const mean = (part: (motion: Motion) => number) =>
    area > 0 ? regions.reduce((sum, motion) => sum + motion.share * part(motion), 0) / area : 0;
  const [x, y] = [mean((motion) => motion.x), mean((motion) => motion.y)];
  const speedPercent = mean((motion) => Math.hypot(motion.x, motion.y));
  const degrees = x === 0 && y === 0 ? null : ((Math.atan2(-y, x) * 180) / Math.PI + 360) % 360;
  return { regions, degrees, speedPercent };
}
