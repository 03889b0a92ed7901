import type { ColourTransferMap, WeightedMap } from './renderer.ts';

/** The weighted sum of maps; a single map with weight 1 is returned itself. */
export function mixMaps(maps: readonly WeightedMap[]): ColourTransferMap {
  if (maps.length === 1 && maps[0].weight === 1) return maps[0].map;
  return {
    gain: sumOf(maps.map(({ map, weight }) => ({ values: map.gain, weight }))),
    bias: sumOf(maps.map(({ map, weight }) => ({ values: map.bias, weight }))),
  };
}

function sumOf(parts: { values: Float32Array; weight: number }[]): Float32Array {
  const sum = new Float32Array(parts[0].values.length);
  for (const { values, weight } of parts) {
    for (let i = 0; i < sum.length; i++) sum[i] += weight * values[i];
  }
  return sum;
}
