import type { MovingRegion } from './regions.ts';

/**
 * What a layer is. `any`: whatever the flow says moves, where no regions are known; `drawn`: land that the user has drawn
 * (algorithm §11).
 */
export type LayerKind = MovingRegion | 'any' | 'drawn';

/** Back to front. */
export const layerKinds = ['any', 'sky', 'water', 'mist', 'drawn'] as const satisfies readonly LayerKind[];

/** How much of each pixel belongs to each layer, 0 … 255; what is missing to 255 stands. */
export type LayerMattes = Partial<Record<LayerKind, Uint8Array>>;
