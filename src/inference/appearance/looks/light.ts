import type { RegionShares } from '../../layers/regions.ts';
import type { Light, Look } from '../../look.ts';
import type { ColourTransferMap } from '../../renderer/renderer.ts';
import { type AnimationSettings, countFrames } from '../../settings.ts';
import { ColourTimeline } from '../colour-timeline.ts';
import type { Colours } from '../colours.ts';
import { ColourTransferFit, identityMap } from './fit.ts';
import { toLab } from './lab.ts';
import { layLightPath } from './light-path.ts';
import { type PictureRegions, pictureRegions, unknownRegions } from './picture-regions.ts';
import { measureLook } from './statistics.ts';
import { lightLike } from './wanted.ts';

/**
 * The colours of a video whose light goes by looks (algorithm §5.2).
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
  const known = new Map<string, ColourTransferMap>();
  const mapOf = (look: Look | null) => {
    if (!look) return identity;
    const key = JSON.stringify(look);
    const map = known.get(key) ?? fit.mapTo(lightLike(lab, regions, look, light.strength));
    known.set(key, map);
    return map;
  };
  const isLoop = settings.loop !== 'none';
  const { keys, positionAt } = layLightPath(light, { frames: countFrames(settings), isLoop });
  return new ColourTimeline({
    form: 'tanh-artanh',
    keyMaps: keys.map(mapOf),
    positionAt,
    start: 'identity',
  });
}

/** The look of a picture. @param rgb planar in [-1, 1], on the grid of `shares` */
export function lookOf(rgb: Float32Array, shares?: RegionShares): Look {
  return measureLook(toLab(rgb), readPicture(rgb, shares).regions);
}

function readPicture(rgb: Float32Array, shares?: RegionShares): { side: number; regions: PictureRegions } {
  const side = Math.sqrt(rgb.length / 3);
  return { side, regions: shares ? pictureRegions(rgb, shares) : unknownRegions(side) };
}
