import { horizonRow } from './drift.ts';
import type { MovingLayer } from './motion.ts';

/** The row where water begins, or else where the sky ends, as a share of the height; null if there is neither. */
export function findHorizon(layers: readonly Pick<MovingLayer, 'kind' | 'area'>[]): number | null {
  const areaOf = (kind: MovingLayer['kind']) => layers.find((layer) => layer.kind === kind)?.area;
  const [sky, water] = [areaOf('sky'), areaOf('water')];
  const side = Math.sqrt((sky ?? water)?.length ?? 0);
  const skyEnds = sky && horizonRow(sky, side);
  const waterBegins = water && firstRow(water, side);
  const row = waterBegins && waterBegins > 0 ? waterBegins : skyEnds;
  return row === undefined ? null : row / (side - 1);
}

/** The highest row of which a layer covers at least a tenth. */
function firstRow(area: Float32Array, side: number): number | undefined {
  for (let y = 0; y < side; y++) {
    const row = area.subarray(y * side, (y + 1) * side);
    if (row.filter((share) => share > 0.5).length >= side / 10) return y;
  }
  return undefined;
}
