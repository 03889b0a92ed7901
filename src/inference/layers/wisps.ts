import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import type { Cutout } from './background.ts';

/** Half the side of the window of the mean that stays in place, as a share of the width; the mean is taken twice. */
const reach = 0.03;
/** Stands for no difference: lighter and darker wisps lie on either side of it. */
const middle = 128;
/** Something this much darker than the mist around it shows through and stays still, in levels. */
const shows = 20;
/** Half the side of the window that must be mist, as a share of the width, and the shares of it from which and up to which mist moves. */
const [inside, [begins, surely]] = [0.02, [0.75, 0.98]];

/**
 * A mist of which only the wisps move. Mist is half transparent: most of what its colours show is the hill below it and how thick it
 * lies there. Moved along, that would draw a second outline beside the hill, and trees that show through would drift. So the
 * background keeps only the differences from a wide local mean, around a middle grey, and mist stays still near what is
 * not mist.
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

/** A mask without what is near its edges or near things that show through it. At 254 and below, the renderer adds the difference to the photo. */
function holdEdges(mask: Uint8Array, stands: Uint8Array, { width, height }: Photo): Uint8Array {
  const radius = Math.max(1, Math.round(inside * width));
  const isMist = Float32Array.from(mask, (share, i) => (share >= 254 && !stands[i] ? 1 : 0));
  const around = boxMean(boxMean(isMist, width, height, radius), width, height, radius);
  return mask.map((share, i) => {
    const t = Math.min(1, Math.max(0, (around[i] - begins) / (surely - begins)));
    return Math.min(254, share * t * t * (3 - 2 * t));
  });
}
