/** Of each row of the motion grid, the points from…to − 1 that pixels which move are drawn with. */
export interface SeenSpans {
  from: Uint16Array;
  to: Uint16Array;
}

/** Rows and columns that spans reach further than seen: local means are taken at every second point. */
const margin = 2;

/**
 * Which points of a grid of side² points are seen at all: those around pixels whose mask is not 0. Elsewhere a frame is
 * the photo whatever the plan says, and many photos are land for more than a third.
 */
export function findSeenSpans(mask: Uint8Array, width: number, height: number, side: number): SeenSpans {
  const from = new Uint16Array(side).fill(side);
  const to = new Uint16Array(side);
  for (let y = 0; y < height; y++) {
    const [start, end] = [y * width, (y + 1) * width];
    let first = start;
    while (first < end && mask[first] === 0) first++;
    if (first === end) continue;
    let last = end - 1;
    while (mask[last] === 0) last--;
    const toPoint = (pixel: number, pixels: number) => Math.floor((pixel * (side - 1)) / (pixels - 1));
    const left = Math.max(0, toPoint(first - start, width) - margin);
    const right = Math.min(side, toPoint(last - start, width) + 2 + margin);
    const top = toPoint(y, height);
    for (let point = Math.max(0, top - margin); point < Math.min(side, top + 2 + margin); point++) {
      from[point] = Math.min(from[point], left);
      to[point] = Math.max(to[point], right);
    }
  }
  return { from, to };
}

/** Where every point may be seen. */
export function allSeen(side: number): SeenSpans {
  return { from: new Uint16Array(side), to: new Uint16Array(side).fill(side) };
}
