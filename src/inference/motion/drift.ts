import { showsCrests } from '../layers/crests.ts';
import type { Layer } from '../layers/layers.ts';
import { mirrorsScene } from '../layers/reflection.ts';
import { alongStreaks, findStreaks } from './streaks.ts';
import { continueFlow, evenFlow, smoothFlow } from './velocity.ts';

/** How far a layer may be moved before its motion starts over, and by how much it may be slowed down to get by with fewer periods. */
interface Pacing {
  /** Share of the width. */
  budget: number;
  mostSlowdown: number;
  /** The budget where a speed is given by hand: faster motion is borne for fewer beats. */
  mostBudget: number;
}

const pacings: Record<Layer['kind'], Pacing> = {
  sky: { budget: 0.12, mostSlowdown: 4, mostBudget: 0.16 },
  mist: { budget: 0.08, mostSlowdown: 4, mostBudget: 0.12 },
  water: { budget: 0.021, mostSlowdown: 1.5, mostBudget: 0.06 },
  any: { budget: 0.1, mostSlowdown: 1, mostBudget: 0.12 },
  drawn: { budget: 0.022, mostSlowdown: 1.5, mostBudget: 0.06 },
};

/** How a layer drifts: its flow made of the predicted one, and its pacing. */
export interface Drift {
  velocityOf(flow: Float32Array): Float32Array;
  /** The same where it is made to drift though it would rather stand, as water that mirrors does. */
  drivenOf(flow: Float32Array): Float32Array;
  /** Whether it is water whose reflections may waver. */
  wavers: boolean;
  pacing: Pacing;
}

/** A grid point that a layer covers at least this much is surely inside it. */
const insideShare = 0.95;
/** A point whose flow is taken as it is, rather than continued from around: it and its neighbours move at least this much. */
const surelyMoving = 0.9;

/** 1 at grid points that a layer surely covers, else 0. */
export function surelyInside(area: Float32Array): Float32Array {
  return area.map((share) => (share >= insideShare ? 1 : 0));
}

export interface DriftOptions {
  /** How far each point of the grid moves by the predicted flow alone. */
  moving: Float32Array;
  /** Of the photo, RGB interleaved, in any range. */
  colours: Float32Array;
  /** Low-passed, without its even light, RGB interleaved in levels: what is seen to move of it. */
  detail: Float32Array;
  side: number;
  /** Width ÷ height of the picture. */
  aspect: number;
}

/**
 * The flow of a layer (algorithm §3): one even motion for a sky (along its streaks, where it has any) and for mist, the predicted
 * one, smoothed, for water, all from points surely inside and continued from there. Water that mirrors what stands around it does not drift, or trees would slide away
 * from under themselves; ripples alone move it. Without regions the flow is the predicted one where points surely move.
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

/** Height above the horizon, as a share of the sky's, from which perspective slows clouds no more. */
const highUp = 0.5;
/** Pace along the horizon of clouds right above it. */
const leastPace = 0.68;
/** How far clouds at the horizon rise as they drift along it: bands of clouds lie along it too, and would seem to stand. */
const steepestRise = 0.3;
/** A sky whose shapes are fainter than the first has nothing that could seem to stand; in levels (standard deviation). */
const [shapeless, shaped] = [1.5, 4];

/**
 * Clouds near the horizon are far away: they drift more slowly along it, and neither rise nor sink as they do overhead, so that none
 * vanishes behind it; they rise by a share of their drift. A sky that fills the picture has no horizon.
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

/** How much a sky shows of shapes that could seem to stand, 0 … 1. */
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

/** The lowest row that is sky for at least a tenth of its points; undefined where that is the picture's last. */
export function horizonRow(area: Float32Array, side: number): number | undefined {
  for (let y = side - 1; y > 0; y--) {
    let count = 0;
    for (let x = 0; x < side; x++) if (area[y * side + x] > 0.5) count++;
    if (count >= side / 10) return y >= side - 2 ? undefined : y;
  }
  return undefined;
}

/** 1 where a point and all its neighbours surely move, else 0. */
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
