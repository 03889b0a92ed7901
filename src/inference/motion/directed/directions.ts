import type { SeenSpans } from '../../grids/seen-spans.ts';
import type { Reach } from '../../layers/directed-mattes.ts';
import type { Layer } from '../../layers/layers.ts';
import type { Harmonics } from '../oscillation.ts';
import { layRipples } from '../ripples.ts';
import type { GridFrame } from './frame.ts';
import { laySway } from './sway.ts';

/** What a region says of the motion of one layer. */
export interface Direction extends Pick<Reach, 'region'> {
  /** How much it counts at each point of the motion grid, 0 … 1; absent where it is all of the layer. */
  share?: Float32Array;
  /** To and fro there; absent where the layer keeps its own. */
  harmonics?: Harmonics;
}

/** Less of a layer's points is not its part. */
const leastShare = 0.02;

export interface DirectionOptions extends GridFrame {
  spans: SeenSpans;
  /** Whether the layer is water whose reflections may waver. */
  wavers: boolean;
  /** See {@link Layer.waterline}. */
  waterline?: number;
  seed: number;
  /** Of the settings, for regions with ripples that do not say how strong. */
  ripples: number;
}

/** What the regions of the settings say of a layer, in their order. */
export function directionsOf(
  { kind, area }: Pick<Layer, 'kind' | 'area'>,
  reaches: readonly Reach[],
  options: DirectionOptions,
): Direction[] {
  return reaches.flatMap((reach) => {
    if (reach.kind && reach.kind !== kind) return [];
    if (reach.share && !reach.share.some((share, i) => share * area[i] > leastShare)) return [];
    // From its middle on a soft edge is the region's own, so that what is seen of the region moves at its speed.
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
