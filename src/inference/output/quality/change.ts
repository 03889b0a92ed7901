/** Mean |a − b| over an area (1 or 0 at each point), in the unit of the planes; 0 for an empty area. */
export function meanChange(a: Float32Array, b: Float32Array, area: Float32Array): number {
  let sum = 0;
  let points = 0;
  for (let i = 0; i < area.length; i++) {
    if (area[i] === 0) continue;
    sum += Math.abs(a[i] - b[i]);
    points++;
  }
  return points > 0 ? sum / points : 0;
}

/** Share of an area's points where |a − b| is above `levels`; 0 for an empty area. */
export function changedShare(a: Float32Array, b: Float32Array, area: Float32Array, levels: number): number {
  let changed = 0;
  let points = 0;
  for (let i = 0; i < area.length; i++) {
    if (area[i] === 0) continue;
    if (Math.abs(a[i] - b[i]) > levels) changed++;
    points++;
  }
  return points > 0 ? changed / points : 0;
}

/** Sets each point of `change` to the larger of itself and |a − b|. */
export function widenChange(change: Float32Array, a: Float32Array, b: Float32Array): void {
  for (let i = 0; i < change.length; i++) change[i] = Math.max(change[i], Math.abs(a[i] - b[i]));
}
