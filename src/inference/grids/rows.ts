/** Rows from…to − 1 of a picture. */
export interface Rows {
  from: number;
  to: number;
}

/** The rows of a plane with any value other than 0, and `margin` rows on either side; undefined if there are none. */
export function rowsWith(
  plane: Uint8Array | Uint16Array,
  width: number,
  height: number,
  margin: number,
): Rows | undefined {
  let first = 0;
  while (first < plane.length && plane[first] === 0) first++;
  if (first === plane.length) return undefined;
  let last = plane.length - 1;
  while (plane[last] === 0) last--;
  return {
    from: Math.max(0, Math.floor(first / width) - margin),
    to: Math.min(height, Math.floor(last / width) + 1 + margin),
  };
}

/** For each of `pixels` pixels of a line, the index of its cell among `cells` equal cells. */
export function cellsOf(pixels: number, cells: number): Int32Array {
  const of = new Int32Array(pixels);
  for (let i = 0; i < pixels; i++) of[i] = Math.floor((i * cells) / pixels);
  return of;
}
