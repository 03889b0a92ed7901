import type { MovingRegion } from './regions.ts';

/**
 * Kinds of layers. `any`: whatever the flow moves, if no regions are known; `drawn`: land drawn by the user (algorithm
 * §11).
 */
export type LayerKind = MovingRegion | 'any' | 'drawn';

/** Back to front. */
export const layerKinds = ['any', 'sky', 'water', 'mist', 'drawn'] as const satisfies readonly LayerKind[];

/** How much of each pixel belongs to each layer, 0 … 255; the rest of 255 is static. */
export type LayerMattes = Partial<Record<LayerKind, Uint8Array>>;
