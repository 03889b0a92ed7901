import { resizeGrey } from '../../photo/cut-out.ts';
import type { Size } from '../../photo/output-size.ts';
import type { Guide } from './guided-filter.ts';
import type { LayerMattes } from './kinds.ts';
import type { RegionShares } from './regions.ts';

/** What was found in a photo, at one size. */
export interface FoundScene extends Size {
  mattes: LayerMattes;
  /** Where a calm lake meets its far shore: distance from the top of the picture, as a share of its height. */
  waterline?: number;
  /** Shares from the scene network, and the photo on the same grid; absent if the bundle has no scene network. */
  seen?: { shares: RegionShares; guide: Guide };
}

/** Returns the scene of the same photo at another size: mattes are resized, the rest does not depend on size. */
export async function sceneAtSize(scene: FoundScene, { width, height }: Size): Promise<FoundScene> {
  if (scene.width === width && scene.height === height) return scene;
  const mattes: LayerMattes = {};
  for (const [kind, pixels] of Object.entries(scene.mattes))
    mattes[kind as keyof LayerMattes] = await resizeGrey({ ...scene, pixels }, { width, height });
  return { ...scene, width, height, mattes };
}
