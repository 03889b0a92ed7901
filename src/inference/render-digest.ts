import { digestOf } from '../digest.ts';
import { outputSize } from '../photo/output-size.ts';
import { renderVersion } from './renderer/version.ts';
import type { AnimationSettings } from './settings.ts';

/** The photo of a video, as far as its name goes. */
export interface DigestedPhoto {
  /** Of the file's bytes, in hexadecimal. */
  sha256: string;
  widthPixels: number;
  heightPixels: number;
}

/**
 * Names a video by what it is made from, before it is made: the photo's bytes, the settings, the bundle and the version of the renderer.
 * @param bundleChecksum of everything in the bundle that decides what a video looks like
 * @throws UserError INVALID_SETTINGS for a width that this photo cannot have
 */
export function digestOfRender(
  { sha256: photo, widthPixels, heightPixels }: DigestedPhoto,
  settings: AnimationSettings,
  bundleChecksum: string,
): string {
  const { width } = outputSize({ width: widthPixels, height: heightPixels }, settings.widthPixels);
  return digestOf({
    photo,
    settings: { ...settings, widthPixels: width },
    bundle: bundleChecksum,
    renderVersion,
  });
}

/**
 * Names the motion of a video: the same name, the same displacements frame by frame, whatever the light. It is the digest of the video
 * in the photo's own light.
 * @throws UserError as {@link digestOfRender}
 */
export function digestOfMotion(
  photo: DigestedPhoto,
  settings: AnimationSettings,
  bundleChecksum: string,
): string {
  return digestOfRender(photo, { ...settings, appearance: 'none' }, bundleChecksum);
}
