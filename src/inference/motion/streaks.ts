/** Direction of the shapes of a layer, and its clarity. */
export interface Streaks {
  /** Unit vector across the streaks, in the picture's proportions. */
  acrossX: number;
  acrossY: number;
  /** 0: no common direction … 1: only parallel streaks. */
  clarity: number;
}

/**
 * Finds streaks with the structure tensor of a layer's colours: the directions in which they change, averaged over the
 * layer.
 *
 * @param colours RGB interleaved, side² points; the moving part, without the light
 * @param inside 1 at points that are certainly part of the layer, else 0
 * @param aspect width ÷ height of the picture
 */
export function findStreaks(
  colours: Float32Array,
  inside: Float32Array,
  side: number,
  aspect: number,
): Streaks {
  let [xx, xy, yy] = [0, 0, 0];
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const point = y * side + x;
      if (!inside[point] || !inside[point - 1] || !inside[point + 1]) continue;
      if (!inside[point - side] || !inside[point + side]) continue;
      for (let channel = 0; channel < 3; channel++) {
        const i = 3 * point + channel;
        const gradientX = colours[i + 3] - colours[i - 3];
        const gradientY = (colours[i + 3 * side] - colours[i - 3 * side]) * aspect;
        xx += gradientX * gradientX;
        xy += gradientX * gradientY;
        yy += gradientY * gradientY;
      }
    }
  }
  const half = (xx - yy) / 2;
  const spread = Math.hypot(half, xy);
  const angle = Math.atan2(xy, half) / 2;
  const total = xx + yy;
  return {
    acrossX: Math.cos(angle),
    acrossY: Math.sin(angle),
    clarity: total > 0 ? (2 * spread) / total : 0,
  };
}

/** Streaks of this clarity are followed entirely, those below the second not at all. */
const [clear, unclear] = [0.9, 0.5];

/**
 * Turns a flow along the streaks of its layer, more for clearer ones: wind stretches clouds along itself, and streaks
 * moved across would be seen twice where one copy of the photo replaces the other. Points keep their speed.
 *
 * @param flow (x, y) interleaved, normalised units
 */
export function alongStreaks(flow: Float32Array, streaks: Streaks, aspect: number): Float32Array {
  const share = Math.min(1, Math.max(0, (streaks.clarity - unclear) / (clear - unclear)));
  if (share === 0) return flow;
  const { acrossX, acrossY } = streaks;
  let along = 0;
  for (let i = 0; i < flow.length; i += 2) along += -acrossY * flow[i] * aspect + acrossX * flow[i + 1];
  const sign = along < 0 ? -1 : 1;
  const turned = new Float32Array(flow.length);
  for (let i = 0; i < flow.length; i += 2) {
    const x = flow[i] * aspect;
    const y = flow[i + 1];
    const speed = Math.hypot(x, y);
    const newX = (1 - share) * x + share * sign * -acrossY * speed;
    const newY = (1 - share) * y + share * sign * acrossX * speed;
    const length = Math.hypot(newX, newY);
    const scale = length > 1e-9 ? speed / length : 0;
    turned[i] = (newX * scale) / aspect;
    turned[i + 1] = newY * scale;
  }
  return turned;
}
