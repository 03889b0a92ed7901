import { boxMean } from '../../grids/box-filter.ts';
import { ColourFit } from '../../layers/guided-filter.ts';
import { type RegionName, type RegionShares, regionNames } from '../../layers/regions.ts';
import { returnGaps } from './thin-things.ts';

/** Share of each region at each point of a square grid, 0…1; they sum to 1. */
export interface PictureRegions extends Record<RegionName, Float32Array> {
  side: number;
}

/** Window of the fit to the picture's edges, as a share of the side, and its minimum variance of colour (0…1). */
const fitRadius = 0.012;
const fitEpsilon = 1e-4;
/** Fitted shares below the first count as none, above the second as all. */
const [surelyOut, surelyIn] = [0.25, 0.75];
/** A region with less than this everywhere is not in the picture. */
const leastShare = 0.1;

/**
 * Brightness, 0…1, of surroundings that are too dark to recognise water, and of those that are not; and their radius.
 */
const [surelyDark, surelyLit, darkRadius] = [0.1, 0.22, 0.03];

/**
 * The regions of a picture for its colours: the shares of the scene network, aligned with the picture's edges. Unlike
 * the mattes for motion they leave nothing out: where the network is uncertain, the light is a mix of both regions'.
 * @param rgb planar, in [-1, 1], on the grid of the shares
 */
export function pictureRegions(rgb: Float32Array, { side, planes }: RegionShares): PictureRegions {
  const points = side * side;
  const channels = [0, 1, 2].map((c) => rgb.subarray(c * points, (c + 1) * points).map((v) => (v + 1) / 2));
  const [r, g, b] = channels;
  const radius = Math.max(1, Math.round(fitRadius * side));
  const fit = new ColourFit(
    { width: side, height: side, planes: [r, g, b] },
    { radius, epsilon: fitEpsilon },
  );
  const regions = Object.fromEntries(
    regionNames.map((name) => {
      const share = new Float32Array(points);
      if (planes[name].every((part) => part < leastShare)) return [name, share];
      const lines = fit.linesOf(planes[name]);
      for (let i = 0; i < points; i++) {
        const value = lines.r[i] * r[i] + lines.g[i] * g[i] + lines.b[i] * b[i] + lines.offset[i];
        share[i] = Math.max(0, Math.min(1, (value - surelyOut) / (surelyIn - surelyOut)));
      }
      return [name, share];
    }),
  ) as Record<RegionName, Float32Array>;
  // Nearly black areas, especially wooded slopes at dusk, are easily mistaken for water; as land they stay dark.
  const brightness = boxMean(
    r.map((red, i) => Math.max(red, g[i], b[i])),
    side,
    side,
    Math.round(darkRadius * side),
  );
  for (let i = 0; i < points; i++) {
    const isLit = Math.max(0, Math.min(1, (brightness[i] - surelyDark) / (surelyLit - surelyDark)));
    regions.land[i] += (1 - isLit) * regions.water[i];
    regions.water[i] *= isLit;
  }
  for (let i = 0; i < points; i++) {
    const sum = regionNames.reduce((total, name) => total + regions[name][i], 0);
    if (sum === 0) regions.land[i] = 1;
    else for (const name of regionNames) regions[name][i] /= sum;
  }
  returnGaps(channels, regions.sky, regions.land, side);
  return { side, ...regions };
}

/** For a picture without known regions: all of it counts as land. */
export function unknownRegions(side: number): PictureRegions {
  const empty = () => new Float32Array(side * side);
  return { side, land: empty().fill(1), sky: empty(), water: empty(), mist: empty() };
}
