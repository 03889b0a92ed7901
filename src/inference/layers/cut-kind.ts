import type { Photo } from '../../photo/photo.ts';
import { type Cutout, cutOut, paintBackground } from './background.ts';
import type { LayerKind } from './kinds.ts';
import { keepWisps } from './wisps.ts';

/** A layer's pictures, cut as its kind needs. @param unpainted as of {@link cutOut} */
export function cutKind(
  kind: LayerKind,
  photo: Photo,
  matte: Uint8Array,
  unpainted?: { kept: Uint8Array; side: number },
): Cutout {
  if (kind === 'any') return { mask: matte, background: paintBackground(photo, matte) };
  const whole = cutOut(photo, matte, unpainted);
  return kind === 'mist' ? keepWisps(whole) : whole;
}
