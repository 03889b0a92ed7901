import { showsCrests } from '../layers/crests.ts';
import type { Layer } from '../layers/layers.ts';
import { mirrorsScene } from '../layers/reflection.ts';
import { alongStreaks, findStreaks } from './streaks.ts';
import { continueFlow, evenFlow, smoothFlow } from './velocity.ts';

/** Limits for the loop of a layer. */
interface Pacing {
  /** Maximum displacement before the motion restarts, as a share of the width. */
  budget: number;
  /** Maximum factor by which the motion may be slowed down to need fewer periods. */
  mostSlowdown: number;
  /** The budget if the user sets the speed or directs the layer: larger, so that faster motion restarts less often. */
  mostBudget: number;
}

const pacings: Record<Layer['kind'], Pacing> = {
  sky: { budget: 0.12, mostSlowdown: 4, mostBudget: 0.16 },
  mist: { budget: 0.08, mostSlowdown: 4, mostBudget: 0.12 },
  water: { budget: 0.021, mostSlowdown: 1.5, mostBudget: 0.06 },
  any: { budget: 0.1, mostSlowdown: 1, mostBudget: 0.12 },
  drawn: { budget: 0.022, mostSlowdown: 1.5, mostBudget: 0.06 },
};

/** How a layer drifts. Flows are backward, (x, y) interleaved, normalised units per step. */
export interface Drift {
  /** Returns the flow of the layer for a predicted flow. */
  velocityOf(flow: Float32Array): Float32Array;
  /** The same if the user makes the layer drift, even if it is static by itself, like water that mirrors the scene. */
  drivenOf(flow: Float32Array): Float32Array;
  /** True if the layer is water whose reflections may waver. */
  wavers: boolean;
  pacing: Pacing;
}

/** A grid point is certainly inside a layer that covers at least this share of it. */
const insideShare = 0.95;
/**
 * The flow of a point is used directly, not continued from its surroundings, if the point and its neighbours move at
 * least this much (see `movingArea`).
 */
const surelyMoving = 0.9;

/**
 * Finds the grid points that are certainly inside a layer.
 *
 * @param area how much of each point the layer covers, 0 … 1
 * @returns 1 at those points, else 0
 */
export function surelyInside(area: Float32Array): Float32Array {
  return area.map((share) => (share >= insideShare ? 1 : 0));
}

export interface DriftOptions {
  /** How far each point of the grid moves by the predicted flow alone, 0 … 1. */
  moving: Float32Array;
  /** The photo, RGB interleaved, in any range. */
  colours: Float32Array;
  /** The low-passed layer without its light, RGB interleaved in levels: what is seen to move. */
  detail: Float32Array;
  /** Side of the motion grid, in points. */
  side: number;
  /** Width ÷ height of the picture. */
  aspect: number;
}

/**
 * Chooses how a layer drifts (algorithm §3):
 *
 * - A sky has one uniform motion, along its streaks if it has any. Mist has one too, without streaks.
 * - Water has the predicted flow, smoothed. Water that mirrors static things does not drift: otherwise trees would move
 *   away from their reflections. It only ripples.
 * - If no regions are known, the layer has the predicted flow wherever points certainly move.
 *
 * All flows are taken from points certainly inside the layer and continued from there.
 */
export function drift(layer: Layer, options: DriftOptions): Drift {
  const { colours, side } = options;
  const drivenOf = predictedDrift(layer, options);
  const mirrors = layer.kind === 'water' && mirrorsScene(colours, layer.area, side);
  return {
    pacing: pacings[layer.kind],
    wavers: mirrors && !showsCrests(colours, layer.area, side),
    velocityOf: mirrors ? (flow) => new Float32Array(flow.length) : drivenOf,
    drivenOf,
  };
}

function predictedDrift(
  layer: Layer,
  { moving, detail, side, aspect }: DriftOptions,
): (flow: Float32Array) => Float32Array {
  const inside = surelyInside(layer.area);
  switch (layer.kind) {
    case 'sky': {
      const streaks = findStreaks(detail, inside, side, aspect);
      const { freedom } = layer;
      return (flow) => {
        const even = alongStreaks(evenFlow(flow, inside, side), streaks, aspect);
        const far = inPerspective(even, layer.area, side, steepestRise * shapeShare(detail, inside));
        return freedom ? far.map((value, i) => value * freedom[i >> 1]) : far;
      };
    }
    case 'mist':
      return (flow) => evenFlow(flow, inside, side);
    case 'water':
    case 'drawn':
      return (flow) => smoothFlow(flow, inside, side);
    case 'any': {
      const isKnown = surelyMovingPoints(moving, side);
      return (flow) => continueFlow(flow, isKnown, side);
    }
  }
}

/** Height above the horizon, as a share of the sky's height, from which perspective no longer slows clouds. */
const highUp = 0.5;
/** Factor of the horizontal speed of clouds right above the horizon. */
const leastPace = 0.68;
/**
 * Rise of clouds right above the horizon, as a share of their horizontal speed. Bands of clouds lie along the horizon:
 * if they only moved along it, they would seem to stand still.
 */
const steepestRise = 0.3;
/**
 * Standard deviation of a sky's detail, in levels: up to the first it has no shapes that could seem to stand still, and
 * does not rise; from the second on it rises fully.
 */
const [shapeless, shaped] = [1.5, 4];

/**
 * Adapts the flow of a sky to its perspective. Clouds near the horizon are far away, so they drift more slowly along
 * it. Their predicted vertical motion fades out, so that none vanishes behind the horizon; instead they rise slightly.
 * A sky that fills the picture has no horizon and keeps its flow.
 *
 * @param rise of clouds right above the horizon, as a share of their horizontal speed
 */
function inPerspective(flow: Float32Array, area: Float32Array, side: number, rise: number): Float32Array {
  const horizon = horizonRow(area, side);
  if (horizon === undefined) return flow;
  return flow.map((value, i) => {
    const height = Math.min(1, Math.max(0, (horizon - Math.floor(i / (2 * side))) / (highUp * horizon)));
    if (i % 2 === 0) return value * (leastPace + (1 - leastPace) * height);
    return value * height * height + rise * Math.abs(flow[i - 1]) * (1 - height);
  });
}

/** How clearly a sky shows shapes that could seem to stand still, 0 … 1. */
function shapeShare(detail: Float32Array, inside: Float32Array): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let i = 0; i < detail.length; i++) {
    if (!inside[Math.floor(i / 3)]) continue;
    sum += detail[i];
    squares += detail[i] * detail[i];
    count++;
  }
  const strength = count > 0 ? Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)) : 0;
  return Math.min(1, Math.max(0, (strength - shapeless) / (shaped - shapeless)));
}

/**
 * Finds the horizon of a sky: the lowest grid row with sky at a tenth or more of its points.
 *
 * @param area how much of each of side² points is sky, 0 … 1
 * @returns undefined if the sky reaches one of the last two rows, or no row has that much sky
 */
export function horizonRow(area: Float32Array, side: number): number | undefined {
  for (let y = side - 1; y > 0; y--) {
    let count = 0;
    for (let x = 0; x < side; x++) if (area[y * side + x] > 0.5) count++;
    if (count >= side / 10) return y >= side - 2 ? undefined : y;
  }
  return undefined;
}

/** 1 where a point and all its neighbours certainly move, else 0. */
function surelyMovingPoints(moving: Float32Array, side: number): Uint8Array {
  const isKnown = new Uint8Array(moving.length);
  const last = side - 1;
  for (let y = 0; y <= last; y++) {
    for (let x = 0; x <= last; x++) {
      let least = 1;
      for (let nearY = Math.max(0, y - 1); nearY <= Math.min(last, y + 1); nearY++) {
        for (let nearX = Math.max(0, x - 1); nearX <= Math.min(last, x + 1); nearX++) {
          least = Math.min(least, moving[nearY * side + nearX]);
        }
      }
      isKnown[y * side + x] = least >= surelyMoving ? 1 : 0;
    }
  }
  return isKnown;
}
