import { mainPoster, mainVideo } from './main-outputs.ts';
import { blurDataUrl, type Placeholder } from './placeholder.ts';
import { mediaTypeOf, playable, postersOf, type StoredOutput } from './stored-output.ts';

/** Input of an animation's manifest. */
export interface ManifestFacts {
  status: string;
  /** In order; empty until it has succeeded. */
  outputs: readonly StoredOutput[];
  /** The required fields of the report; null until it has succeeded. */
  report: { frames: number; fps: number; placeholder?: Placeholder } | null;
  /** The light of the whole video, from `lightNameOf`. */
  light: string | null;
  /** Whether that light is for the dark, from `isDarkLight`. */
  isDark: boolean;
  /** Row ids of animations with the same motion in other lights. */
  companions: readonly { id: string; light: string | null; isDark: boolean }[];
}

/** URLs of files and manifests. */
export interface Addresses {
  file(key: string): string;
  /** @param id row id of the animation */
  manifest(id: string): string;
}

interface ManifestFile {
  src: string;
  type: string;
  width: number;
  height: number;
  bytes: number;
  crop: string;
}

/**
 * Everything a web page needs to show an animation, as JSON. Files and figures are null or missing until it has
 * succeeded.
 */
export interface Manifest {
  version: 1;
  status: string;
  poster: string | null;
  posters: ManifestFile[];
  sources: ManifestFile[];
  /** Shown instead of the video to visitors who prefer reduced motion. */
  still: string | null;
  blurDataURL: string | null;
  thumbHash: string | null;
  averageColour: string | null;
  aspectRatio: number | null;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  light: string | null;
  /** Whether it is the one to show at night, among its companions. */
  isDark: boolean;
  companions: { light: string | null; isDark: boolean; manifest: string }[];
}

export function manifestOf(
  { status, outputs, report, light, isDark, companions }: ManifestFacts,
  { file, manifest }: Addresses,
): Manifest {
  const video = mainVideo(outputs);
  const poster = mainPoster(outputs);
  const still = poster ? file(poster.storageKey) : null;
  const toFile = (output: StoredOutput): ManifestFile => ({
    src: file(output.storageKey),
    type: mediaTypeOf(output),
    width: output.widthPixels,
    height: output.heightPixels,
    bytes: output.sizeBytes,
    crop: output.crop,
  });
  const { thumbHash = null, averageColour = null } = report?.placeholder ?? {};
  return {
    version: 1,
    status,
    poster: still,
    posters: postersOf(outputs).map(toFile),
    sources: playable(outputs).map(toFile),
    still,
    blurDataURL: thumbHash && blurDataUrl(thumbHash),
    thumbHash,
    averageColour,
    aspectRatio: video ? Number((video.widthPixels / video.heightPixels).toFixed(4)) : null,
    width: video?.widthPixels ?? null,
    height: video?.heightPixels ?? null,
    durationSeconds: report ? report.frames / report.fps : null,
    light,
    isDark,
    companions: companions.map(({ id, ...light }) => ({ ...light, manifest: manifest(id) })),
  };
}
