'use client';

import type { Manifest } from '@driftscape/element';
import { type DriftscapeVideoProps, DriftscapeVideo as Video } from '@driftscape/element/react';

/** A file of the collection `animations`. */
interface FileOfPayload {
  url?: string | null;
  mimeType?: string | null;
  width?: number | null;
  height?: number | null;
  filesize?: number | null;
}

/** A photo as returned by Payload with `depth: 1`. */
export interface Photo {
  url?: string | null;
  alt?: string | null;
  width?: number | null;
  height?: number | null;
  focalX?: number | null;
  focalY?: number | null;
  animation?: {
    video?: FileOfPayload | number | string | null;
    poster?: FileOfPayload | number | string | null;
  } | null;
}

export interface PhotoVideoProps
  extends Omit<DriftscapeVideoProps, 'manifest' | 'src' | 'alt' | 'width' | 'height'> {
  /** Read with a `depth` of at least 1, so that it includes its video. */
  photo: Photo;
  /** Alternative text. Default: the photo's `alt`. */
  alt?: string;
}

/**
 * Shows a photo's looping video on the site; without a video, the photo itself. The poster is shown first, layout space
 * is reserved, visitors can pause it, and it does not play for visitors who prefer reduced motion. If edges are
 * cropped, the photo's focal point stays visible.
 */
export function DriftscapeVideo({ photo, alt = photo.alt ?? '', ...rest }: PhotoVideoProps) {
  const [video, poster] = [fileOf(photo.animation?.video), fileOf(photo.animation?.poster)];
  if (!video?.url) {
    const { url, width, height } = photo;
    return url ? (
      <img
        src={url}
        alt={alt}
        width={width ?? undefined}
        height={height ?? undefined}
        style={{ objectPosition: focusOf(photo, ' ', '%'), ...rest.style }}
        className={rest.className}
        id={rest.id}
      />
    ) : null;
  }
  const width = poster?.width ?? photo.width ?? undefined;
  const height = poster?.height ?? photo.height ?? undefined;
  const manifest: Manifest = {
    status: 'SUCCEEDED',
    poster: poster?.url,
    sources: [{ src: video.url, type: video.mimeType ?? 'video/mp4', width, height }],
    width,
    height,
    aspectRatio: width && height ? width / height : undefined,
  };
  const focusPoint = isWhole(photo, width, height) ? focusOf(photo, ' ', '', 100) : undefined;
  return (
    <Video
      key={video.url}
      manifest={manifest}
      alt={alt}
      width={width}
      height={height}
      focusPoint={focusPoint}
      {...rest}
    />
  );
}

const fileOf = (file: FileOfPayload | number | string | null | undefined): FileOfPayload | null =>
  file !== null && typeof file === 'object' ? file : null;

/** True if the video shows the whole photo. A crop is already around the focal point. */
function isWhole(photo: Photo, width = 0, height = 0): boolean {
  const aspect = (photo.width ?? 0) / (photo.height ?? 0);
  return Math.abs(width / height / aspect - 1) < 0.02;
}

function focusOf(
  { focalX, focalY }: Photo,
  separator: string,
  unit: string,
  divisor = 1,
): string | undefined {
  if (typeof focalX !== 'number' || typeof focalY !== 'number') return undefined;
  return [focalX, focalY].map((percent) => `${percent / divisor}${unit}`).join(separator);
}
