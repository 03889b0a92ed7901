import type { Velocity } from './velocity.ts';

export interface Speed {
  /** 95th percentile over the layer, as a share of the width per frame. */
  fastShare: number;
  /** Mean over the layer, output pixels per frame. */
  meanPixels: number;
  /** Points of the grid that the layer covers by more than half. */
  points: number;
}

/** Speeds at output size over the grid points that a layer covers by more than half. */
export function measureSpeed(
  velocity: Velocity,
  area: Float32Array,
  output: { width: number; height: number },
): Speed {
  const last = Math.sqrt(area.length) - 1;
  const scaleX = (output.width - 1) / last;
  const scaleY = (output.height - 1) / last;
  const found = new Float64Array(area.length);
  let points = 0;
  for (let point = 0; point < area.length; point++) {
    if (area[point] <= 0.5) continue;
    found[points++] = Math.hypot(velocity[2 * point] * scaleX, velocity[2 * point + 1] * scaleY);
  }
  if (points === 0) return { fastShare: 0, meanPixels: 0, points };
  const speeds = found.subarray(0, points).sort();
  return {
    fastShare: speeds[Math.floor(0.95 * (points - 1))] / output.width,
    meanPixels: speeds.reduce((sum, speed) => sum + speed, 0) / points,
    points,
  };
}
