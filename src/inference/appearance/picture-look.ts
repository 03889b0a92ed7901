import type { Bundle } from '../bundle/bundle.ts';
import type { LatentCode } from '../latent-code.ts';
import type { Look } from '../look.ts';
import { loadPhotos } from '../photos.ts';
import { findRegions } from '../scene.ts';
import { lookOf } from './looks/light.ts';

/** Enough for the statistics of a picture. */
const widthPixels = 640;

/** The light of a picture, for looks and for the appearance network. */
export interface PictureLook {
  look: Look;
  /** Absent if the bundle has no appearance encoder. */
  code?: LatentCode;
}

/**
 * Reads the light of a picture: the colours of its regions, and its latent code.
 * @throws UserError of the picture
 */
export async function readPictureLook(bundle: Bundle, path: string): Promise<PictureLook> {
  const photos = await loadPhotos(path, widthPixels);
  const views = await photos.forScene();
  const { predictScene } = bundle;
  const shares = predictScene && (await findRegions((view) => predictScene(view), views));
  return {
    look: lookOf(views.whole, shares),
    code: await bundle.encodeAppearance?.(await photos.forEncoders()),
  };
}
