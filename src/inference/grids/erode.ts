import { native } from './native.ts';

/** 1 where a plane is 255 within a square of `radius` points to each side, clipped at the border; else 0. */
export function whollyInside(plane: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const inside = new Uint8Array(plane.length);
  (native?.whollyInside ?? whollyInsideHere)(plane, width, height, radius, inside);
  return inside;
}

/** {@link whollyInside} in TypeScript. */
export function whollyInsideHere(
  plane: Uint8Array,
  width: number,
  height: number,
  radius: number,
  inside: Uint8Array,
): void {
  const window = 2 * radius + 1;
  const across = new Uint8Array(plane.length);
  for (let y = 0, next = 0; y < height; y++) {
    const row = y * width;
    // Rows without any are left out.
    if (next < row) next = row;
    while (next < plane.length && plane[next] !== 255) next++;
    if (next >= row + width) continue;
    // Beyond the border all is inside.
    let run = window;
    for (let x = 0; x < width + radius; x++) {
      run = x >= width || plane[row + x] === 255 ? run + 1 : 0;
      if (x >= radius) across[row + x - radius] = run >= window ? 1 : 0;
    }
  }
  const runs = new Int32Array(width).fill(window);
  for (let y = 0; y < height + radius; y++) {
    const from = y * width;
    const to = (y - radius) * width;
    for (let x = 0; x < width; x++) {
      if (y < height && across[from + x] === 0) runs[x] = 0;
      else runs[x]++;
      if (y >= radius && runs[x] >= window) inside[to + x] = 1;
    }
  }
}
