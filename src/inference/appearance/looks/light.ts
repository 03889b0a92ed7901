import type { RegionShares } from '../../layers/regions.ts';
import type { Light, Look } from '../../look.ts';
import { loops } from '../../loop.ts';
import { type AnimationSettings, countFrames } from '../../settings.ts';
import { ColourTimeline } from '../colour-timeline.ts';
import type { Colours } from '../colours.ts';
import { ColourTransferFit, identityMap, meanMap } from './fit.ts';
import { toLab } from './lab.ts';
import { layLightPath } from './light-path.ts';
import { type PictureRegions, pictureRegions, unknownRegions } from './picture-regions.ts';
import { measureLook } from './statistics.ts';
import { areUnlike, halfWay, lightLike } from './wanted.ts';

/**
 * The colours of a video with light defined by looks (algorithm §5.2).
 * @param rgb the photo, planar in [-1, 1], on the grid of `shares`
 */
export function layLight(
  light: Light,
  rgb: Float32Array,
  settings: Pick<AnimationSettings, 'seconds' | 'fps' | 'loop'>,
  shares?: RegionShares,
): Colours {
  const { side, regions } = readPicture(rgb, shares);
  const lab = toLab(rgb);
  const identity = identityMap(side);
  const fit = new ColourTransferFit(rgb, side);
  const { isLoop } = loops[settings.loop];
  const { keys, positionAt } = layLightPath(light, { frames: countFrames(settings), isLoop });
  const litBy = memo(([look]) => lightLike(lab, regions, look, light.strength));
  const mapOf = memo((step) => (step[0] ? fit.mapTo(litBy(step)) : identity));
  // Between different looks, the maps half-way are those for colours half-way in Lab: the mean of two maps would have
  // colours of its own, such as teal between a sunset and a blue hour.
  const middleOf = memo(([one, other]) => {
    const [before, after] = [litBy([one]), litBy([other])];
    return areUnlike(before, after)
      ? fit.mapTo(halfWay(before, after))
      : meanMap(mapOf([one]), mapOf([other]));
  });
  const keyMaps = keys.flatMap((look, i) =>
    (i === 0 ? [] : [middleOf([keys[i - 1], look])]).concat(mapOf([look])),
  );
  return new ColourTimeline({
    form: 'tanh-artanh',
    keyMaps,
    positionAt: (frame) => 2 * positionAt(frame),
    start: 'identity',
  });
}

/** A light, or two lights and the position between them; null means the photo's own. */
type Step = (Look | null)[];

/** Computes each step once, in both directions. */
function memo<Result>(make: (step: Step) => Result): (step: Step) => Result {
  const known = new Map<string, Result>();
  return (step) => {
    const key = step
      .map((look) => JSON.stringify(look))
      .sort()
      .join();
    const result = known.get(key) ?? make(step);
    known.set(key, result);
    return result;
  };
}

/** The look of a picture. @param rgb planar in [-1, 1], on the grid of `shares` */
export function lookOf(rgb: Float32Array, shares?: RegionShares): Look {
  return measureLook(toLab(rgb), readPicture(rgb, shares).regions);
}

function readPicture(rgb: Float32Array, shares?: RegionShares): { side: number; regions: PictureRegions } {
  const side = Math.sqrt(rgb.length / 3);
  return { side, regions: shares ? pictureRegions(rgb, shares) : unknownRegions(side) };
}
