export interface Percentiles {
  count: number;
  p50: number;
  p95: number;
  max: number;
}

/** Of milliseconds, to a tenth of one; zeros when there are none. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (part: number) => Math.round((sorted[Math.ceil(sorted.length * part) - 1] ?? 0) * 10) / 10;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
