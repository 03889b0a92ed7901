import type { SeenSpans } from '../../grids/seen-spans.ts';
import type { Reach } from '../../layers/directed-mattes.ts';
import type { Layer } from '../../layers/layers.ts';
import type { Harmonics } from '../oscillation.ts';
import { layRipples } from '../ripples.ts';
import type { GridFrame } from './frame.ts';
import { laySway } from './sway.ts';

/** The motion that a region of the settings gives to one layer. */
export interface Direction extends Pick<Reach, 'region'> {
  /** Weight of the region at each point of the motion grid, 0 … 1; absent if it is the whole layer. */
  share?: Float32Array;
  /** Oscillation there; absent if the layer keeps its own. */
  harmonics?: Harmonics;
}

/** A region applies to a layer only if it covers more than this of at least one point of it. */
const leastShare = 0.02;

export interface DirectionOptions extends GridFrame {
  spans: SeenSpans;
  /** True if the layer is water whose reflections may waver. */
  wavers: boolean;
  /** See {@link Layer.waterline}. */
  waterline?: number;
  seed: number;
  /** Strength from the settings, for regions with ripples that do not set their own. */
  ripples: number;
}

/** Returns the motions that the regions of the settings give to a layer, in the order of the settings. */
export function directionsOf(
  { kind, area }: Pick<Layer, 'kind' | 'area'>,
  reaches: readonly Reach[],
  options: DirectionOptions,
): Direction[] {
  return reaches.flatMap((reach) => {
    if (reach.kind && reach.kind !== kind) return [];
    if (reach.share && !reach.share.some((share, i) => share * area[i] > leastShare)) return [];
    // The inner half of a soft edge has full weight, so that the visible part of the region moves at its full speed.
    const share = reach.share?.map((value) => Math.min(1, 2 * value));
    return [{ region: reach.region, share, harmonics: layHarmonics(reach, kind, options) }];
  });
}

function layHarmonics(
  { region, share, index }: Reach,
  kind: Layer['kind'],
  { spans, wavers, waterline, seed, ripples, ...frame }: DirectionOptions,
): Harmonics | undefined {
  const { motion, strength, periodSeconds } = region;
  const none: Harmonics = new Map();
  const rippling = (strong: number) =>
    strong > 0 ? layRipples({ ...frame, spans, wavers, waterline, seed, strength: strong }) : none;
  if (motion.kind === 'STILL') return none;
  if (motion.kind === 'RIPPLES') return rippling(strength ?? (ripples > 0 ? ripples : 1));
  if (motion.kind === 'SWAY') {
    const whole = share ?? new Float32Array(frame.side ** 2).fill(1);
    return laySway({ ...frame, share: whole, strength: strength ?? 1, periodSeconds, seed: seed + index });
  }
  if (strength !== undefined && (kind === 'water' || kind === 'drawn')) return rippling(strength);
  return undefined;
}
