import { resizeGrey } from '../../photo/cut-out.ts';
import type { Size } from '../../photo/output-size.ts';
import type { Guide } from './guided-filter.ts';
import type { LayerMattes } from './kinds.ts';
import type { RegionShares } from './regions.ts';

/** What is found of a photo of a size. */
export interface FoundScene extends Size {
  mattes: LayerMattes;
  /** Where a calm lake meets its far shore, from the picture's upper border on, as a share of the height. */
  waterline?: number;
  /** With the photo on the grid of the scene network; absent where the bundle has none. */
  seen?: { shares: RegionShares; guide: Guide };
}

/** The same for the same photo at another size. */
export async function sceneAtSize(scene: FoundScene, { width, height }: Size): Promise<FoundScene> {
  if (scene.width === width && scene.height === height) return scene;
  const mattes: LayerMattes = {};
  for (const [kind, pixels] of Object.entries(scene.mattes))
    mattes[kind as keyof LayerMattes] = await resizeGrey({ ...scene, pixels }, { width, height });
  return { ...scene, width, height, mattes };
}
