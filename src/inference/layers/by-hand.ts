import { drawArea } from '../areas/draw-area.ts';
import type { AnimationSettings } from '../settings.ts';
import { type DirectedMattes, directMattes } from './directed-mattes.ts';
import type { LayerMattes } from './kinds.ts';

export interface HandOptions {
  /** Size of the picture. */
  size: { width: number; height: number };
  /** Side of the motion grid. */
  side: number;
  /** Paths of the pictures that the settings use as masks, by their SHA-256. */
  pictures?: Readonly<Record<string, string>>;
}

export interface HandDrawn extends DirectedMattes {
  /** Points (1) of the motion grid at and around swaying things. */
  kept?: Uint8Array;
}

/**
 * The mattes with the user's controls applied; unchanged without any.
 * @throws UserError INVALID_SETTINGS of an area
 */
export async function drawByHand(
  found: LayerMattes,
  { regions = [], freeze = [] }: Pick<AnimationSettings, 'regions' | 'freeze'>,
  { size, side, pictures }: HandOptions,
): Promise<HandDrawn> {
  if (regions.length + freeze.length === 0) return { mattes: found, reaches: [], missing: [] };
  const draw: Parameters<typeof directMattes>[1]['draw'] = (area, feather, path) =>
    drawArea(area, { feather, size, pictures, path });
  const directed = await directMattes(found, { regions, freeze, draw, size, side });
  return { ...directed, kept: keepSwaying(directed, side) };
}

/** Points that sway, and those that they may reach. */
function keepSwaying({ reaches }: DirectedMattes, side: number): Uint8Array | undefined {
  const shares = reaches.flatMap(({ region, share }) =>
    region.motion.kind === 'SWAY' && share ? [share] : [],
  );
  if (shares.length === 0) return undefined;
  const kept = new Uint8Array(side * side);
  const reach = 2;
  for (const share of shares) {
    for (let point = 0; point < kept.length; point++) {
      if (share[point] === 0) continue;
      const [x, y] = [point % side, Math.floor(point / side)];
      for (let row = Math.max(0, y - reach); row <= Math.min(side - 1, y + reach); row++)
        kept.fill(1, row * side + Math.max(0, x - reach), row * side + Math.min(side, x + reach + 1));
    }
  }
  return kept;
}
