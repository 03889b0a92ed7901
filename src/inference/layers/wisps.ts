import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { smoothstep } from '../grids/smoothstep.ts';
import type { Cutout } from './background.ts';

/** Half the side of the window of the local mean, as a share of the width; averaged twice. */
const reach = 0.03;
/** The grey that means "no difference"; wisps are lighter or darker than it. */
const middle = 128;
/** Pixels darker than the mist around them by more than this, in levels, show something behind it and stay still. */
const shows = 20;
/**
 * Half the side of the window that must be mist, as a share of the width; and the shares of mist in it at which the
 * mask begins and at which it is complete.
 */
const [inside, [begins, surely]] = [0.02, [0.75, 0.98]];

/**
 * Reduces a layer of mist to its wisps. Mist is translucent: its colours mostly show the hill behind it and how thick
 * the mist is there. If those moved, the hill would get a second outline, and trees that show through would drift. So
 * the background keeps only the differences from a wide local mean of the mist, around a middle grey, and only away
 * from anything else; and the mask excludes mist near anything else.
 */
export function keepWisps({ mask, background }: Cutout): Cutout {
  const { width, height, rgba } = background;
  const isMist = Float32Array.from(mask, (share) => (share >= 254 ? 1 : 0));
  const lightness = Float32Array.from(
    mask,
    (_, i) => (rgba[4 * i] + 2 * rgba[4 * i + 1] + rgba[4 * i + 2]) / 4,
  );
  const even = meanOver(isMist, background);
  const usual = even(lightness);
  for (let i = 0; i < isMist.length; i++) if (lightness[i] < usual[i] - shows) isMist[i] = 0;
  const held = holdEdges(mask, isMist, background);
  const evenMist = meanOver(isMist, background);
  const wisps = new Uint8ClampedArray(rgba);
  for (let channel = 0; channel < 3; channel++) {
    const plane = Float32Array.from(mask, (_, i) => rgba[4 * i + channel]);
    const mean = evenMist(plane);
    for (let i = 0; i < plane.length; i++)
      wisps[4 * i + channel] = middle + ((plane[i] - mean[i]) * held[i]) / 254;
  }
  return { mask: held, background: { width, height, rgba: new Uint8Array(wisps.buffer) } };
}

/** Returns a function to the local mean of a plane over the points where `inside` is 1; the plane itself far from all of them. */
function meanOver(inside: Float32Array, { width, height }: Photo): (plane: Float32Array) => Float32Array {
  const radius = Math.max(1, Math.round(reach * width));
  const mean = (values: Float32Array) =>
    boxMean(boxMean(values, width, height, radius), width, height, radius);
  const total = mean(inside);
  return (plane) => {
    const sums = mean(plane.map((value, i) => value * inside[i]));
    return sums.map((sum, i) => (total[i] > 1e-3 ? sum / total[i] : plane[i]));
  };
}

/**
 * Removes from a mask whatever is near its edges or near things that show through. The result is at most 254, because
 * only there does the renderer add the differences to the photo.
 */
function holdEdges(mask: Uint8Array, isMist: Float32Array, { width, height }: Photo): Uint8Array {
  const radius = Math.max(1, Math.round(inside * width));
  const around = boxMean(boxMean(isMist, width, height, radius), width, height, radius);
  return mask.map((share, i) => {
    return Math.min(254, share * smoothstep(begins, surely, around[i]));
  });
}
