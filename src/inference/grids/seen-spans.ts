/** For each row of the motion grid, the points from…to − 1 that affect moving pixels. */
export interface SeenSpans {
  from: Uint16Array;
  to: Uint16Array;
}

/** Margin of spans in rows and columns, because local means are computed at every second point. */
const margin = 2;

/**
 * The points of a grid of side² points that are visible: those around pixels whose mask is not 0. Elsewhere a frame
 * equals the photo regardless of the plan, and in many photos more than a third is land.
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

/** Spans in which every point is visible. */
export function allSeen(side: number): SeenSpans {
  return { from: new Uint16Array(side), to: new Uint16Array(side).fill(side) };
}
