import type { Animation } from '../generated/prisma/client.ts';

/** What a page needs to show an animation (docs/outputs.md). */
export type Manifest = Record<string, unknown>;

/**
 * The manifest of an animation: where its files are, and in which forms.
 * @param addressOf tells the address of a stored file
 */
export async function manifestOf(
  { status, videoKey, videoBytes, posterKey, posterBytes, report }: Animation,
  addressOf: (key: string) => Promise<string>,
): Promise<Manifest> {
  const { width, height, frames, fps } = (report ?? {}) as Partial<Record<string, number>>;
  const poster = posterKey && (await addressOf(posterKey));
  const size = { width, height };
  return {
    version: 1,
    status,
    poster,
    posters: poster ? [{ src: poster, type: 'image/jpeg', ...size, bytes: posterBytes }] : [],
    sources: videoKey
      ? [{ src: await addressOf(videoKey), type: 'video/mp4', ...size, bytes: videoBytes, crop: 'original' }]
      : [],
    aspectRatio: width && height ? width / height : null,
    ...size,
    durationSeconds: frames && fps ? frames / fps : null,
  };
}
