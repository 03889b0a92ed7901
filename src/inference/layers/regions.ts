/** The regions, in the order of the scene network's channels. */
export const regionNames = ['land', 'sky', 'water', 'mist'] as const;
export type RegionName = (typeof regionNames)[number];

/** Regions that move as layers; land is in front of all. */
export const movingRegions = ['sky', 'water', 'mist'] as const;
export type MovingRegion = (typeof movingRegions)[number];

/** Shares of the regions on a square grid: a plane of side² shares for each, 0 … 1, that sum to 1. */
export interface RegionShares {
  side: number;
  planes: Record<RegionName, Float32Array>;
}

/** Converts the output of the scene network, planes in the order of {@link regionNames}. */
export function toRegionShares(planar: Float32Array, side: number): RegionShares {
  const points = side * side;
  const plane = (index: number) => planar.subarray(index * points, (index + 1) * points);
  return {
    side,
    planes: { land: plane(0), sky: plane(1), water: plane(2), mist: plane(3) },
  };
}
