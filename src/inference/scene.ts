import type { Photo } from '../photo/photo.ts';
import { toNetworkImage } from './bundle/network-image.ts';
import { sceneSize } from './bundle/schema.ts';
import { type RegionShares, toRegionShares } from './layers/regions.ts';

/** Side of the photo from which magnified views are cropped: each shows two thirds of the photo's width and height. */
export const closeSize = 1.5 * sceneSize;
const regions = 4;
/** Weight of a view at its edge, where it has the least context. */
const leastWeight = 0.001;

/** The scene network's views of a photo, aspect not kept: planar RGB in [-1, 1]. */
export interface SceneViews {
  /** The whole photo, 384 × 384. */
  whole: Float32Array;
  /** Its four corners, 384 × 384 each, which overlap by half. */
  corners: { left: number; top: number; image: Float32Array }[];
}

/** Prepares the views. @param photo resized to {@link closeSize} × {@link closeSize} */
export function sceneViews(whole: Photo, photo: Photo): SceneViews {
  const far = closeSize - sceneSize;
  const corners = [0, far].flatMap((top) =>
    [0, far].map((left) => ({ left, top, image: toNetworkImage(cut(photo, left, top)) })),
  );
  return { whole: toNetworkImage(whole), corners };
}

function cut({ rgba, width }: Photo, left: number, top: number): Photo {
  const part = new Uint8Array(4 * sceneSize * sceneSize);
  for (let y = 0; y < sceneSize; y++) {
    const from = 4 * ((top + y) * width + left);
    part.set(rgba.subarray(from, from + 4 * sceneSize), 4 * y * sceneSize);
  }
  return { width: sceneSize, height: sceneSize, rgba: part };
}

/**
 * The shares of a photo's regions (algorithm §1): the mean of the scene network's results for the whole photo, which
 * shows reflections, and for its magnified corners, which show narrow streams and far shores.
 *
 * @param predict maps a view to the shares of 384 × 384 points, planar
 */
export async function findRegions(
  predict: (view: Float32Array) => Promise<Float32Array>,
  { whole, corners }: SceneViews,
): Promise<RegionShares> {
  const shares = (await predict(whole)).slice();
  const points = sceneSize * sceneSize;
  const close = new Float32Array(regions * points);
  const total = new Float32Array(points);
  for (const { left, top, image } of corners) addView(await predict(image), left, top, close, total);
  for (let i = 0; i < shares.length; i++) shares[i] = (shares[i] + close[i] / total[i % points]) / 2;
  return toRegionShares(shares, sceneSize);
}

/** Adds a corner's shares to the sums, with more weight near its centre. */
function addView(view: Float32Array, left: number, top: number, sums: Float32Array, total: Float32Array) {
  const points = sceneSize * sceneSize;
  const zoom = closeSize / sceneSize;
  const columns = placesIn(left);
  const rows = placesIn(top);
  for (let y = 0; y < sceneSize; y++) {
    const row = rows[y];
    if (!row) continue;
    for (let x = 0; x < sceneSize; x++) {
      const column = columns[x];
      if (!column) continue;
      const weight = row.weight * column.weight;
      const point = y * sceneSize + x;
      total[point] += weight;
      const north = row.before * sceneSize;
      const south = row.after * sceneSize;
      for (let region = 0; region < regions; region++) {
        const plane = region * points;
        const above = mix(
          view[plane + north + column.before],
          view[plane + north + column.after],
          column.share,
        );
        const below = mix(
          view[plane + south + column.before],
          view[plane + south + column.after],
          column.share,
        );
        sums[plane + point] += weight * mix(above, below, row.share);
      }
    }
  }

  /** Position of each row or column of the whole in a view that begins at `start`, and its weight there. */
  function placesIn(start: number) {
    return Array.from({ length: sceneSize }, (_, i) => {
      const place = (i + 0.5) * zoom - 0.5 - start;
      if (place < -0.5 || place > sceneSize - 0.5) return undefined;
      const inside = Math.max(0, Math.min(sceneSize - 1, place));
      const before = Math.floor(inside);
      return {
        before,
        after: Math.min(sceneSize - 1, before + 1),
        share: inside - before,
        weight: leastWeight + Math.sin((Math.PI * (inside + 1)) / (sceneSize + 1)) ** 2,
      };
    });
  }
}

function mix(a: number, b: number, share: number): number {
  return a + share * (b - a);
}
