import type { Photo } from '../../photo/photo.ts';
import { type CutOutOptions, type Cutout, cutOut, paintBackground } from './background.ts';
import type { LayerKind } from './kinds.ts';
import { keepWisps } from './wisps.ts';

/** Cuts a layer's pictures as its kind requires. `unpainted`: see {@link CutOutOptions}. */
export function cutKind(
  kind: LayerKind,
  photo: Photo,
  matte: Uint8Array,
  unpainted?: CutOutOptions['unpainted'],
): Cutout {
  if (kind === 'any') return { mask: matte, background: paintBackground(photo, matte) };
  const whole = cutOut(photo, matte, { keepsDoubted: kind === 'water', unpainted });
  return kind === 'mist' ? keepWisps(whole) : whole;
}
