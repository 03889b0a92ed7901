import { digestOf } from '../digest.ts';
import { outputSize } from '../photo/output-size.ts';
import { renderVersion } from './renderer/version.ts';
import type { AnimationSettings } from './settings.ts';

/** The properties of a photo that are part of the digest. */
export interface DigestedPhoto {
  /** SHA-256 of the file, in hexadecimal. */
  sha256: string;
  widthPixels: number;
  heightPixels: number;
}

/**
 * Digest of a video's inputs, computed before rendering: the photo's bytes, the settings, the bundle and the version of
 * the renderer.
 * @param bundleChecksum checksum of everything in the bundle that affects how videos look
 * @throws UserError INVALID_SETTINGS for a width that is impossible for this photo
 */
export function digestOfRender(
  { sha256: photo, widthPixels, heightPixels }: DigestedPhoto,
  settings: AnimationSettings,
  bundleChecksum: string,
): string {
  const { width } = outputSize({ width: widthPixels, height: heightPixels }, settings.widthPixels);
  return digestOf({
    photo,
    settings: { ...withoutEmptyLists(settings), widthPixels: width },
    bundle: bundleChecksum,
    renderVersion,
  });
}

/** An empty list is equivalent to an omitted one. */
function withoutEmptyLists(settings: AnimationSettings): Partial<AnimationSettings> {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
  );
}

/**
 * Digest of the motion of a video: equal digests mean equal displacements frame by frame, regardless of the light. It
 * is the digest of the video in the photo's own light.
 * @throws UserError as {@link digestOfRender}
 */
export function digestOfMotion(
  photo: DigestedPhoto,
  settings: AnimationSettings,
  bundleChecksum: string,
): string {
  return digestOfRender(photo, { ...settings, appearance: 'none' }, bundleChecksum);
}
