import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
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
 * the background keeps only the differences from a wide local mean, around a middle grey, and the mask excludes mist
 * near anything else.
 */
export function keepWisps({ mask, background }: Cutout): Cutout {
  const { width, height, rgba } = background;
  const radius = Math.max(1, Math.round(reach * width));
  const wisps = new Uint8ClampedArray(rgba);
  const mean = (values: Float32Array) => boxMean(values, width, height, radius);
  const stands = new Uint8Array(mask.length);
  for (let channel = 0; channel < 3; channel++) {
    const plane = Float32Array.from(mask, (_, i) => rgba[4 * i + channel]);
    const even = mean(mean(plane));
    for (let i = 0; i < plane.length; i++) {
      const differs = plane[i] - even[i];
      wisps[4 * i + channel] = middle + differs;
      if (differs < -shows) stands[i] = 1;
    }
  }
  return {
    mask: holdEdges(mask, stands, background),
    background: { width, height, rgba: new Uint8Array(wisps.buffer) },
  };
}

/**
 * Removes from a mask whatever is near its edges or near things that show through. The result is at most 254, because
 * only there does the renderer add the differences to the photo.
 */
function holdEdges(mask: Uint8Array, stands: Uint8Array, { width, height }: Photo): Uint8Array {
  const radius = Math.max(1, Math.round(inside * width));
  const isMist = Float32Array.from(mask, (share, i) => (share >= 254 && !stands[i] ? 1 : 0));
  const around = boxMean(boxMean(isMist, width, height, radius), width, height, radius);
  return mask.map((share, i) => {
    const t = Math.min(1, Math.max(0, (around[i] - begins) / (surely - begins)));
    return Math.min(254, share * t * t * (3 - 2 * t));
  });
}
