import { resizePhoto } from '../../photo/decode.ts';
import { encodeJpeg } from '../../photo/encode.ts';
import type { Photo } from '../../photo/photo.ts';
import { builtInLooks } from '../built-in-looks.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { toNetworkImage } from '../bundle/network-image.ts';
import { sceneSize } from '../bundle/schema.ts';
import { shrinkMeans } from '../grids/shrink.ts';
import { type RegionShares, regionNames } from '../layers/regions.ts';
import type { Look } from '../look.ts';
import { loadPhotos } from '../photos.ts';
import { fromLab, toLab } from './looks/lab.ts';
import { type PictureRegions, pictureRegions, unknownRegions } from './looks/picture-regions.ts';
import { lightLike } from './looks/wanted.ts';

const widthPixels = 192;
/**
 * Points per side at which target colours are computed; at this size the maps used for videos would make no difference.
 */
const side = sceneSize / 2;

/** A photo in each of the built-in lights. */
export interface LightPreviews {
  widthPixels: number;
  heightPixels: number;
  pictures: { preset: string; jpeg: Uint8Array }[];
}

/**
 * Thumbnails of a photo in every built-in light: the target colours of each look (algorithm §5.2), without fitting
 * maps.
 * @throws UserError of the photo
 */
export async function readLightPreviews(bundle: Bundle, path: string): Promise<LightPreviews> {
  const { output, forScene } = await loadPhotos(path, widthPixels);
  // One view suffices at this size; closer ones are for narrow streams.
  const planar = await bundle.predictScene?.((await forScene()).whole);
  const rgb = toNetworkImage(await resizePhoto(output, side, side));
  const regions = planar ? pictureRegions(rgb, shrinkShares(planar)) : unknownRegions(side);
  const lab = toLab(rgb);
  const pictures: LightPreviews['pictures'] = [];
  for (const { name, look } of builtInLooks) {
    const { width, height, rgba } = await resizePhoto(lit(lab, regions, look), output.width, output.height);
    pictures.push({ preset: name, jpeg: (await encodeJpeg(rgba, width, height, { quality: 76 })).jpeg });
  }
  return { widthPixels: output.width, heightPixels: output.height, pictures };
}

function shrinkShares(planar: Float32Array): RegionShares {
  const points = sceneSize ** 2;
  const planes = regionNames.map((name, i) => [
    name,
    shrinkMeans(planar.subarray(i * points, (i + 1) * points), sceneSize, side),
  ]);
  return { side, planes: Object.fromEntries(planes) };
}

function lit(lab: Float32Array, regions: PictureRegions, look: Look): Photo {
  const points = side * side;
  const parts = lightLike(lab, regions, look, 1).map(({ share, lab }) => ({ share, rgb: fromLab(lab) }));
  const rgba = new Uint8Array(4 * points).fill(255);
  for (let point = 0; point < points; point++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = parts.reduce(
        (sum, { share, rgb }) => sum + share[point] * rgb[channel * points + point],
        0,
      );
      rgba[4 * point + channel] = Math.round(Math.max(0, Math.min(255, 127.5 * (value + 1))));
    }
  }
  return { width: side, height: side, rgba };
}
